import type { Language } from '@wasl/schema/errors.ts';
import type { BreakerState } from '../../telemetry/figures.ts';
import type { Status, Trouble } from './readStatus.ts';

/** All words of the table. */
export interface StatusTexts {
  verdicts: Record<Status['verdict'], string>;
  /** What is wrong, and where to read on. */
  troubles: Record<Trouble, string>;
  breakers: Record<BreakerState, string>;
  live: string;
  ready: string;
  workers: string;
  supergraph: string;
  subgraph: string;
  audit: string;
  notices: string;
  documents: string;
  load: string;
  yes: string;
  no: string;
  none: string;
  notYet: string;
  noOthers: string;
  alone: string;
  died: string;
  inFlight: string;
  streams: string;
  sockets: string;
  runbook: string;
}

export const statusTexts: Readonly<Record<Language, StatusTexts>> = {
  en: {
    verdicts: { healthy: 'healthy', degraded: 'DEGRADED', unreachable: 'UNREACHABLE' },
    troubles: {
      notReady: 'It is not ready for requests.',
      breakers: 'A subgraph is not asked, or is being tried: most requests to it failed.',
      audit: 'The audit could not be written: records of patients are withheld.',
      notices: 'Other gateways are not heard: no facts about patients are kept.',
      supergraphs: 'Workers serve different versions of the supergraph.',
      refused: 'The last supergraph was refused and an older one is in force: the log says why.',
      documents: 'Workers have different published operations.',
      noWorker: 'No worker serves.',
    },
    breakers: { closed: 'asked', half_open: 'being tried', open: 'not asked' },
    live: 'Alive',
    ready: 'Ready',
    workers: 'Workers',
    supergraph: 'Supergraph',
    subgraph: 'Subgraph',
    audit: 'Audit written',
    notices: 'Other gateways heard',
    documents: 'Published operations',
    load: 'Now',
    yes: 'yes',
    no: 'no',
    none: 'no list',
    notYet: 'nothing to write yet',
    noOthers: 'none configured',
    alone: 'one process',
    died: 'died',
    inFlight: 'requests',
    streams: 'streams',
    sockets: 'sockets',
    runbook: 'What to do: docs/runbook.md',
  },
  ar: {
    verdicts: { healthy: 'سليمة', degraded: 'متأثرة', unreachable: 'لا يمكن الوصول إليها' },
    troubles: {
      notReady: 'البوابة غير جاهزة لاستقبال الطلبات.',
      breakers: 'نظام فرعي لا يُسأل أو هو قيد التجربة: فشلت معظم الطلبات إليه.',
      audit: 'تعذّر تدوين سجل التدقيق: تُحجب سجلات المرضى.',
      notices: 'البوابات الأخرى غير مسموعة: لا يُحتفظ بأي حقائق عن المرضى.',
      supergraphs: 'تخدم العمليات نسخاً مختلفة من المخطط الموحّد.',
      refused: 'رُفض آخر مخطط موحّد ويسري مخطط أقدم: السبب في السجل.',
      documents: 'لدى العمليات قوائم مختلفة من العمليات المنشورة.',
      noWorker: 'لا توجد عملية تخدم.',
    },
    breakers: { closed: 'يُسأل', half_open: 'قيد التجربة', open: 'لا يُسأل' },
    live: 'تعمل',
    ready: 'جاهزة',
    workers: 'العمليات',
    supergraph: 'المخطط الموحّد',
    subgraph: 'نظام فرعي',
    audit: 'يُدوَّن سجل التدقيق',
    notices: 'البوابات الأخرى مسموعة',
    documents: 'العمليات المنشورة',
    load: 'الآن',
    yes: 'نعم',
    no: 'لا',
    none: 'لا قائمة',
    notYet: 'لا شيء للتدوين بعد',
    noOthers: 'غير معدّة',
    alone: 'عملية واحدة',
    died: 'ماتت',
    inFlight: 'طلبات',
    streams: 'اشتراكات',
    sockets: 'مقابس',
    runbook: 'ماذا تفعل: docs/runbook.md',
  },
};
