import type { Language } from '@wasl/schema/errors.ts';
import type { AccessEvent } from './stores/accessLogStore.ts';

/** The steps of breaking the glass: to do it, that it was done, and a noun. */
const steps: Readonly<Record<string, { en: string; did: string; ar: string }>> = {
  'Mutation.breakGlass': {
    en: 'ask to break the glass',
    did: 'asked to break the glass',
    ar: 'طلب كسر الزجاج',
  },
  'Mutation.confirmBreakGlass': {
    en: 'break the glass',
    did: 'broke the glass',
    ar: 'كسر الزجاج',
  },
  'Mutation.endBreakGlass': {
    en: 'end the session of the broken glass',
    did: 'ended the session of the broken glass',
    ar: 'إنهاء جلسة كسر الزجاج',
  },
  'Mutation.reviewBreakGlass': {
    en: 'decide on the broken glass',
    did: 'decided on the broken glass',
    ar: 'البتّ في كسر الزجاج',
  },
};

/** A step of breaking the glass in words, with why it was taken; undefined of anything else. */
export function glassStepIn(event: AccessEvent, language: Language, why: string): string | undefined {
  const { action, categories, fields = [], outcome, purpose } = event;
  const [field = ''] = fields;
  const isStep = action === 'write' && categories.includes('BREAK_GLASS') && fields.length === 1;
  const step = isStep && Object.hasOwn(steps, field) ? steps[field] : undefined;
  if (!step || outcome === 'released') return undefined;
  // That the glass is broken is what is said.
  const because = purpose === 'BTG' ? '' : why;
  if (language === 'ar') return sayInArabic(step, outcome) + because;
  return {
    refused: `wanted to ${step.en}${because} and was refused`,
    intended: `set out to ${step.en}${because}`,
    done: `${step.did}${because}`,
    failed: `tried to ${step.en}${because}, which was not done`,
  }[outcome];
}

function sayInArabic({ ar }: { ar: string }, outcome: Exclude<AccessEvent['outcome'], 'released'>): string {
  return {
    refused: `محاولة ${ar} ومنعٌ منها`,
    intended: `شروع في ${ar}`,
    done: ar,
    failed: `محاولة ${ar} لم تتمّ`,
  }[outcome];
}
