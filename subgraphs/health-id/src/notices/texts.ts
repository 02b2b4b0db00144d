import { damascusTime } from '@wasl/schema/damascusTime.ts';
import type { ActKind } from '../acts/kinds.ts';
import type { NoticeContent } from './content.ts';

/** A sentence in both languages. */
export interface Bilingual {
  ar: string;
  en: string;
}

/** How a facility is called in a notice. */
export type NameOf = (facilityId: string) => Bilingual;

const both = (ar: string, en: string): Bilingual => ({ ar, en });

const acts: Record<ActKind, Bilingual> = {
  LINK_IDENTIFIER: both('ربط رقم رسمي بسجلك', 'tying an official number to your record'),
  UNLINK_IDENTIFIER: both('فكّ رقم رسمي عن سجلك', 'untying an official number from your record'),
  CORRECT_PATIENT: both('تصحيح هويتك في سجلك', 'correcting who you are in your record'),
  RECORD_DEATH: both('تسجيل وفاتك', 'recording that you have died'),
  WITHDRAW_DEATH: both('إلغاء وفاة سُجّلت خطأً في سجلك', 'taking back a death recorded in your record by mistake'),
  MERGE: both('دمج سجلين لأنهما لشخص واحد، وأحدهما سجلك', 'joining two records as one person’s, one of them yours'),
  UNMERGE: both('فصل سجلين سبق دمجهما، وأحدهما سجلك', 'parting two records that were joined, one of them yours'),
  ADD_GUARDIAN: both('تعيين وليّ على قاصر: أنت الوليّ أو القاصر', 'making a guardian of a minor: you are one of the two'),
  RECORD_CONSENT: both('تسجيل إذن باسمك بالاطّلاع على سجلك', 'recording in your name a permission to read your record'),
  WITHDRAW_CONSENT: both('سحب إذن أو رفض مسجّل باسمك', 'withdrawing a permission or a denial recorded in your name'),
};

const sources: Record<string, Bilingual> = {
  VISIT: both('بعد زيارة', 'after a visit'),
  REFERRAL: both('بعد إحالة', 'after a referral'),
  PATIENT: both('بطلب منك', 'as you asked'),
  EMERGENCY: both('في حالة إسعافية', 'in an emergency'),
};

const reasons: Record<string, Bilingual> = {
  UNCONSCIOUS: both('المريض غائب عن الوعي', 'the patient is unconscious'),
  LIFE_THREATENING: both('خطر على الحياة', 'life is in danger'),
  CANNOT_COMMUNICATE: both('المريض لا يستطيع الإجابة', 'the patient cannot answer'),
  UNACCOMPANIED_MINOR: both('قاصر بلا مرافق', 'a minor without company'),
  MASS_CASUALTY: both('حادث بإصابات كثيرة', 'an accident with many casualties'),
  OTHER: both('سبب آخر مذكور بالكلمات', 'another reason, given in words'),
};

const outcomes: Record<string, Bilingual> = {
  JUSTIFIED: both('كان له ما يبرره', 'it was justified'),
  NOT_JUSTIFIED: both(
    'لم يكن له ما يبرره، وستتابع الجهة المختصة الأمر',
    'it was not justified, and the authority follows it up',
  ),
  REFERRED: both('أُحيل إلى الجهة المختصة للتحقيق', 'it was handed to the authority to be investigated'),
};

const consent = (decision: string) => (decision === 'DENY' ? both('رفض', 'denial') : both('إذن', 'permission'));
/** An instant as people in Damascus write it. */
const when = (instant: string) => damascusTime(Date.parse(instant)).slice(0, 16).replace('T', ' ');
const objection = both(
  'إن لم يكن ذلك بعلمك فراجع مديرية الصحة.',
  'If you do not know of it, go to the health directorate.',
);

/** What a patient reads of a notice. */
export function noticeText(notice: NoticeContent, nameOf: NameOf): Bilingual {
  switch (notice.kind) {
    case 'TREATMENT_STARTED': {
      const [place, why] = [nameOf(notice.facilityId), sources[notice.source] ?? both('', '')];
      return both(
        `صار بإمكان «${place.ar}» الاطّلاع على سجلك لأجل علاجك، ${why.ar}.`,
        `${place.en} can now read your record to treat you, ${why.en}.`,
      );
    }
    case 'TREATMENT_ENDED': {
      const place = nameOf(notice.facilityId);
      return both(`لم تعد «${place.ar}» مسجّلة بين من يعالجك.`, `${place.en} is no longer recorded as treating you.`);
    }
    case 'APPOINTMENT_BOOKED': {
      const [place, at] = [nameOf(notice.facilityId), when(notice.startsAt)];
      return both(`لك موعد في «${place.ar}» في ${at}.`, `You have an appointment at ${place.en} on ${at}.`);
    }
    case 'APPOINTMENT_CANCELLED': {
      const [place, at] = [nameOf(notice.facilityId), when(notice.startsAt)];
      return both(
        `أُلغي موعدك في «${place.ar}» الذي كان في ${at}.`,
        `Your appointment at ${place.en} on ${at} was cancelled.`,
      );
    }
    case 'CONSENT_RECORDED': {
      const what = consent(notice.decision);
      return both(`سُجّل باسمك ${what.ar}. ${objection.ar}`, `A ${what.en} was recorded in your name. ${objection.en}`);
    }
    case 'CONSENT_WITHDRAWN': {
      const what = consent(notice.decision);
      return both(
        `سُحب ${what.ar} كان مسجّلاً باسمك. ${objection.ar}`,
        `A ${what.en} recorded in your name was withdrawn. ${objection.en}`,
      );
    }
    case 'GUARDIAN_ADDED':
      return both(
        'سُجّلت ولاية على قاصر، وأنت الوليّ أو القاصر.',
        'A guardian of a minor was recorded: you are one of the two.',
      );
    case 'GUARDIAN_ENDED':
      return both(
        'انتهت ولاية على قاصر، وكنت الوليّ أو القاصر.',
        'A guardianship ended: you were the guardian or the minor.',
      );
    case 'RECORD_CORRECTED':
      return both(
        `صحّح أمين سجل بيانات في سجلك. ${objection.ar}`,
        `A registrar corrected what your record says of you. ${objection.en}`,
      );
    case 'ACT_REQUESTED': {
      const what = acts[notice.act];
      return both(
        `طلب أمين سجل ${what.ar}. لا يُنفَّذ الطلب ما لم يؤكده أمين سجل آخر قبل ${when(notice.until)}. ${objection.ar}`,
        `A registrar asked for ${what.en}. It is done only if a second registrar confirms it before ${when(notice.until)}. ${objection.en}`,
      );
    }
    case 'ACT_CONFIRMED': {
      const what = acts[notice.act];
      return both(
        `أكّد أمين سجل ثانٍ ونُفّذ: ${what.ar}. ${objection.ar}`,
        `A second registrar confirmed, and it was done: ${what.en}. ${objection.en}`,
      );
    }
    case 'ACT_REJECTED': {
      const what = acts[notice.act];
      return both(`رُفض طلب ولم يُنفَّذ: ${what.ar}.`, `A request was rejected and not done: ${what.en}.`);
    }
    case 'ENTRY_PLACED':
      return both(
        'بعد فصل سجلين قرر أمين سجل أن قيداً مما سُجّل بينهما يعود لك أو لغيرك.',
        'After two records were parted, a registrar decided whether an entry made meanwhile is yours.',
      );
    case 'GLASS_BROKEN': {
      const [place, why] = [nameOf(notice.facilityId), reasons[notice.reason] ?? both('', '')];
      return both(
        `فتح طبيب إسعاف في «${place.ar}» سجلك دون إذن مسبق حتى ${when(notice.until)}، والسبب: ${why.ar}. سيراجع مدقّق ذلك. ${objection.ar}`,
        `An emergency doctor of ${place.en} opened your record without permission until ${when(notice.until)}; the reason: ${why.en}. An auditor will review it. ${objection.en}`,
      );
    }
    case 'GLASS_REVIEWED': {
      const outcome = outcomes[notice.outcome] ?? both('', '');
      return both(
        `راجع مدقّق فتح سجلك في حالة إسعافية، وقراره: ${outcome.ar}.`,
        `An auditor reviewed the emergency opening of your record: ${outcome.en}.`,
      );
    }
  }
}
