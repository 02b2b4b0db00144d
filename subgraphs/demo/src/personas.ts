import type { Role } from '@wasl/schema/roles.ts';
import { type DemoPractitioner, practitioners } from './facilities.ts';
import { ageOf, familyOf, person } from './population.ts';

interface Called {
  ar: string;
  en: string;
}

/** Somebody to try Wasl as. */
export interface Persona {
  name: string;
  labelAr: string;
  labelEn: string;
  /** Who they are, as patients find them in the access log; undefined for a service. */
  called?: Called;
  roles: Role[];
  subject: string;
  healthId?: string;
  /** Index in the demo population, for those who are patients. */
  personIndex?: number;
  nationalId?: string;
  /** Health IDs of the persona's minor children. */
  dependants: string[];
  practitionerId?: string;
  facilityId?: string;
}

const inDamascus = (role: DemoPractitioner['role'], nth = 0) => {
  const found = practitioners().filter((item) => item.role === role && item.facilityId.startsWith('F-DI-'))[nth];
  if (!found) throw new Error(`The demo has no ${role} in Damascus.`);
  return workOf(found);
};

const parent = (index: number) => {
  const { healthId, nationalNumber, familyIndex, givenName, familyName } = person(index);
  const children = familyOf(familyIndex)
    .map(person)
    .filter(({ role, birthDate }) => role === 'CHILD' && ageOf(birthDate) < 18);
  return {
    called: { ar: `${givenName.ar} ${familyName.ar}`, en: `${givenName.latin} ${familyName.latin}` },
    personIndex: index,
    healthId,
    ...(nationalNumber !== null && { nationalId: nationalNumber }),
    dependants: children.map((child) => child.healthId),
  };
};

const nobody = { dependants: [] };
const called = (ar: string, en: string) => ({ ...nobody, called: { ar, en } });

/** The demo's personas, by name. */
export const personas = {
  citizen: persona('citizen', 'مواطنة', 'Citizen', ['citizen', 'guardian'], parent(0)),
  guardian: persona('guardian', 'وليّ أمر', 'Guardian', ['guardian', 'citizen'], parent(1)),
  physician: persona('physician', 'طبيب', 'Physician', ['physician'], inDamascus('PHYSICIAN')),
  nurse: persona('nurse', 'ممرّضة', 'Nurse', ['nurse'], inDamascus('NURSE')),
  pharmacist: persona('pharmacist', 'صيدلاني', 'Pharmacist', ['pharmacist'], inDamascus('PHARMACIST')),
  pharmacist2: persona(
    'pharmacist2',
    'صيدلاني في صيدلية أخرى',
    'Pharmacist elsewhere',
    ['pharmacist'],
    elsewhere('PHARMACIST'),
  ),
  emergency: persona('emergency', 'طبيب إسعاف', 'Emergency doctor', ['emergency'], inDamascus('PHYSICIAN', 1)),
  registrar: persona('registrar', 'مسجّلة', 'Registrar', ['registrar'], {
    ...called('سلمى الحموي', 'Salma al-Hamwi'),
    facilityId: 'F-DI-001',
  }),
  registrar2: persona('registrar2', 'مسجّل في حلب', 'Registrar elsewhere', ['registrar'], {
    ...called('فادي قصّاب', 'Fadi Qassab'),
    facilityId: 'F-HL-001',
  }),
  auditor: persona('auditor', 'مدقّق', 'Auditor', ['auditor'], called('هيثم العلي', 'Haitham al-Ali')),
  statistician: persona('statistician', 'إحصائية', 'Statistician', ['statistician'], called('رنا مراد', 'Rana Murad')),
  regulator: persona(
    'regulator',
    'مراقبة الدواء',
    'Medicines regulator',
    ['regulator'],
    called('ليلى ديب', 'Layla Deeb'),
  ),
  partner: persona('partner', 'خدمة وزارة شريكة', "Partner ministry's service", ['partner'], nobody),
} satisfies Record<string, Persona>;

export type PersonaName = keyof typeof personas;

function persona(
  name: string,
  labelAr: string,
  labelEn: string,
  roles: Role[],
  rest: Omit<Persona, 'name' | 'labelAr' | 'labelEn' | 'roles' | 'subject'>,
): Persona {
  return { name, labelAr, labelEn, roles, subject: `demo-${name}`, ...rest };
}

function elsewhere(role: DemoPractitioner['role']) {
  const found = practitioners().find((item) => item.role === role && !item.facilityId.startsWith('F-DI-'));
  if (!found) throw new Error(`The demo has no ${role} outside Damascus.`);
  return workOf(found);
}

function workOf({ id, nameAr, nameLatin, facilityId }: DemoPractitioner) {
  return { practitionerId: id, facilityId, called: { ar: nameAr, en: nameLatin }, dependants: [] };
}
