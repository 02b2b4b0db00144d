import type {
  RecordCategory,
  RecordDenialCode,
  RecordGround,
  RecordQuestion,
} from '@wasl/gateway/records/recordQuestion';

/** What docs/privacy.md says must come out of a question. */
export type Stated = { isPermitted: true; ground: RecordGround } | { isPermitted: false; code: RecordDenialCode };

// The rules of docs/privacy.md once more, by tables and in another order than the policies have: by what each role may do at most, and then
// by reasons against. Nothing in here reads the policies.

const clinical: RecordCategory[] = [
  'ENCOUNTERS',
  'CONDITIONS',
  'OBSERVATIONS',
  'MEDICATIONS',
  'ALLERGIES',
  'IMMUNIZATIONS',
  'PROCEDURES',
  'REPORTS',
];
const identity: RecordCategory[] = ['DEMOGRAPHICS', 'IDENTIFIERS'];
const all: RecordCategory[] = [...identity, ...clinical, 'CONSENTS', 'ACCESS_LOG', 'SEARCH', 'PLACING', 'BREAK_GLASS'];

interface Work {
  purposes: string[];
  reads: RecordCategory[];
  writes: RecordCategory[];
}

const work: Record<RecordQuestion['role'], Work> = {
  citizen: { purposes: ['PATRQT'], reads: all, writes: ['CONSENTS'] },
  guardian: { purposes: ['PATRQT'], reads: all, writes: ['CONSENTS'] },
  physician: {
    purposes: ['TREAT'],
    reads: [...identity, ...clinical, 'SEARCH', 'PLACING'],
    writes: [...clinical, 'PLACING'],
  },
  nurse: {
    purposes: ['TREAT'],
    reads: [...identity, ...clinical, 'SEARCH', 'PLACING'],
    // Of reports, documents: by which scope, `recordDocumentReference` says.
    writes: ['ENCOUNTERS', 'OBSERVATIONS', 'IMMUNIZATIONS', 'ALLERGIES', 'REPORTS', 'PLACING'],
  },
  emergency: { purposes: ['TREAT', 'ETREAT', 'BTG'], reads: all, writes: [...clinical, 'PLACING', 'BREAK_GLASS'] },
  pharmacist: {
    purposes: ['TREAT'],
    reads: ['DEMOGRAPHICS', 'MEDICATIONS', 'ALLERGIES', 'SEARCH'],
    writes: ['MEDICATIONS'],
  },
  registrar: {
    purposes: ['PATADMIN', 'PATRQT'],
    reads: [...identity, 'CONSENTS', 'SEARCH', 'PLACING'],
    writes: [...identity, 'CONSENTS'],
  },
  auditor: { purposes: ['HOPERAT', 'PATRQT'], reads: ['ACCESS_LOG'], writes: ['BREAK_GLASS'] },
  statistician: { purposes: [], reads: [], writes: [] },
  regulator: { purposes: [], reads: [], writes: [] },
  partner: { purposes: ['HPAYMT', 'PUBHLTH'], reads: identity, writes: [] },
};

const sensitive = ['HIV', 'STD', 'SEX', 'SDV', 'PSY', 'MH', 'SUD', 'ETH', 'OPIOIDUD', 'VIO', 'LIVARG'];
const harmless = ['GDIS', 'EMP', 'CEL', 'ADOL', 'LOCIS', 'REL'];

/** The purposes that a role may claim. */
export function purposesOf(role: RecordQuestion['role']): readonly string[] {
  return work[role].purposes;
}

/** What is decided, and on what ground or with what code. */
export function stated(question: RecordQuestion): Stated {
  const { role, purpose, action, category, labels } = question;
  const { purposes, reads, writes } = work[role];
  if (!purposes.includes(purpose)) return deny('PURPOSE_NOT_ALLOWED');
  if (!(action === 'read' ? reads : writes).includes(category)) return deny('PURPOSE_NOT_ALLOWED');
  if (isBarredByDenial(question)) return deny('CONSENT_DENIED');
  const unlabelled = { ...question, labels: { confidentiality: 'N', sensitivities: [] } } as const;
  if (groundOf(unlabelled) === undefined) return deny('NO_TREATMENT_RELATIONSHIP');
  const ground = groundOf(question);
  if (isBarredByLabels(question)) return deny('RESTRICTED_RECORD');
  // Sealed records are not what the glass opens, so an author who has nothing but the glass has no ground.
  if (ground === undefined)
    return deny(labels.confidentiality === 'V' ? 'NO_TREATMENT_RELATIONSHIP' : 'RESTRICTED_RECORD');
  return { isPermitted: true, ground };
}

/** Whether an open break-glass session would turn a denial: to whom all is closed, labels are not told by this either. */
export function statedHelp(question: RecordQuestion): boolean {
  const plain = { ...question, labels: { confidentiality: 'N', sensitivities: [] } } as const;
  const told = stated(plain).isPermitted ? question : plain;
  const facts = { ...question.facts, isGlassBroken: true };
  return (['BTG', 'ETREAT'] as const).some((purpose) => stated({ ...told, purpose, facts }).isPermitted);
}

function groundOf(question: RecordQuestion): RecordGround | undefined {
  const { action, category, facts } = question;
  const isPrivate = question.role === 'citizen' || question.role === 'guardian';
  if (isPrivate) {
    if (facts.isOwn) return 'OWN_RECORD';
    if (facts.guardianOf === 'child') return 'GUARDIAN';
    return facts.guardianOf === 'adolescent' && action === 'read' && category !== 'ACCESS_LOG' ? 'GUARDIAN' : undefined;
  }
  if (question.role === 'registrar') return category === 'SEARCH' || category === 'PLACING' ? category : 'REGISTRATION';
  if (category === 'BREAK_GLASS' && action === 'write') return 'BREAK_GLASS';
  if (question.role === 'auditor') return 'AUDIT';
  if (question.role === 'partner') return 'CONTRACT';
  return groundOfStaff(question);
}

function groundOfStaff(question: RecordQuestion): RecordGround | undefined {
  const { role, action, category, facts } = question;
  const isOfChart = identity.includes(category) || clinical.includes(category);
  if (category === 'SEARCH') return action === 'read' ? 'SEARCH' : undefined;
  if (category === 'PLACING') return 'PLACING';
  if (role === 'pharmacist') {
    if (facts.hasActivePrescription) return 'PRESCRIPTION';
  } else if (facts.isTreating && isOfChart && question.purpose !== 'BTG') return 'TREATMENT';
  // An order is an observation to come: it opens itself, and who only dispenses carries none out.
  if (facts.isPerformer && category === 'OBSERVATIONS' && role !== 'pharmacist' && question.purpose !== 'BTG')
    return 'ORDER';
  if (action === 'read' && facts.consent === 'permit' && isOfChart) return 'CONSENT';
  return isThroughGlass(question) && question.labels.confidentiality !== 'V' ? 'EMERGENCY' : undefined;
}

function isThroughGlass({ role, purpose, facts }: RecordQuestion): boolean {
  return role === 'emergency' && facts.isGlassBroken && purpose !== 'TREAT';
}

function isOfFamily({ role, facts }: RecordQuestion): boolean {
  return (role === 'citizen' || role === 'guardian') && (facts.isOwn || facts.guardianOf === 'child');
}

function isBarredByDenial(question: RecordQuestion): boolean {
  if (question.facts.consent !== 'deny' || isOfFamily(question) || isThroughGlass(question)) return false;
  if (question.category === 'BREAK_GLASS' && question.action === 'write') return false;
  if (question.category === 'SEARCH' || question.category === 'PLACING')
    return question.role === 'citizen' || question.role === 'guardian';
  return !(question.role === 'auditor' || (question.role === 'registrar' && question.category === 'CONSENTS'));
}

function isBarredByLabels(question: RecordQuestion): boolean {
  const { role, labels, facts } = question;
  const isPrivate = role === 'citizen' || role === 'guardian';
  const isSensitive = labels.sensitivities.some((code) => sensitive.includes(code) || !harmless.includes(code));
  const isRestricted = labels.confidentiality === 'R';
  const isOwn = isPrivate && facts.isOwn;
  if (isOwn) return false;
  if (isPrivate && facts.guardianOf === 'adolescent') {
    if (isSensitive || isRestricted || labels.confidentiality === 'V' || labels.sensitivities.includes('ADOL'))
      return true;
  }
  if (labels.confidentiality === 'V' && !facts.isAuthor) return true;
  if (isOfFamily(question) || facts.isAuthor || facts.consent === 'permit' || isThroughGlass(question)) return false;
  const isColleague = facts.isAuthorsSpecialty && ['physician', 'nurse', 'emergency'].includes(role);
  if (isSensitive && !isColleague) return true;
  return isRestricted && !(isColleague && role === 'physician' && facts.isTreating);
}

function deny(code: RecordDenialCode): Stated {
  return { isPermitted: false, code };
}
