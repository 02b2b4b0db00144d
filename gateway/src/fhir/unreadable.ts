import { WaslError } from '@wasl/schema/errors.ts';

const says = {
  address: {
    en: 'This address cannot be read: a part of it is not encoded as an address is.',
    ar: 'تعذّرت قراءة هذا العنوان: جزء منه ليس مرمّزاً كما تُرمّز العناوين.',
  },
  header: {
    en: 'A header is there twice that may be there once.',
    ar: 'أُرسلت ترويسة مرتين ولا تُرسل إلا مرة واحدة.',
  },
  body: {
    en: 'The body cannot be read: a search takes a form or a Parameters resource, $match a Parameters resource, in UTF-8.',
    ar: 'تعذّرت قراءة محتوى الطلب: يُرسل البحث كنموذج أو كمورد Parameters، ويُرسل ‎$match كمورد Parameters، بترميز UTF-8.',
  },
} as const;

/** Says of a FHIR request which part of it cannot be read, and nothing of what stands there. */
export function unreadable(part: keyof typeof says, details: Record<string, string> = {}, cause?: unknown): WaslError {
  return new WaslError('BAD_REQUEST', details, { says: says[part], cause });
}
