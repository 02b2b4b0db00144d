// Invented people of the clinic scenarios; the same numbers on every run.
const governorates = ['دمشق', 'حلب', 'حمص', 'حماة', 'اللاذقية', 'درعا', 'دير الزور'];
const names = ['سلمى', 'ليلى', 'نور', 'هدى', 'رنا', 'عمر', 'خالد', 'سامر', 'يوسف', 'كريم'];
const families = ['الأحمد', 'الخطيب', 'الحلبي', 'الشامي', 'درويش', 'النجار'];
const drugs = ['amoxicillin 500 mg', 'metformin 850 mg', 'salbutamol 100 µg', 'paracetamol 500 mg', 'enalapril 10 mg'];
const diagnoses = [
  ['E11.9', 'Type 2 diabetes mellitus'],
  ['I10', 'Essential hypertension'],
  ['J45.9', 'Asthma'],
  ['K29.7', 'Gastritis'],
];

/** Patients that the clinic scenarios know, one for each of as many requests. */
export const patientCount = 1_000;

/** Health IDs by number. */
export const healthIdOf = (number) => String(100_000_000_000 + number);

const numbers = (count) => Array.from({ length: count }, (_, number) => number);
const pick = (list, number) => list[number % list.length];
const day = (number) => `20${10 + (number % 15)}-0${1 + (number % 9)}-${10 + (number % 19)}`;
const byId = (rows, id) => new Map(rows.map((row) => [row[id], row]));

export const facilities = byId(
  numbers(60).map((n) => ({
    id: `facility-${n}`,
    name: `مشفى ${pick(governorates, n)} ${n}`,
    governorate: pick(governorates, n),
  })),
  'id',
);

export const practitioners = byId(
  numbers(200).map((n) => ({
    id: `practitioner-${n}`,
    name: `د. ${pick(names, n)} ${pick(families, n)}`,
    specialty: 'internal medicine',
  })),
  'id',
);

export const people = byId(
  numbers(patientCount).map((n) => ({
    healthId: healthIdOf(n),
    givenName: pick(names, n),
    familyName: pick(families, n),
    birthDate: `19${40 + (n % 60)}-0${1 + (n % 9)}-${10 + (n % 19)}`,
    governorate: pick(governorates, n),
  })),
  'healthId',
);

export const records = byId(numbers(patientCount).map(recordsOf), 'healthId');
export const medicines = byId(numbers(patientCount).map(medicinesOf), 'healthId');
export const accounts = byId(
  numbers(patientCount).map((n) => ({
    healthId: healthIdOf(n),
    account: { ...factsOf(n, n), username: `person${n}`, verificationLevel: 1 + (n % 3) },
  })),
  'healthId',
);

/** What a decision needs of a record; only scenarios with record rules select it. */
function factsOf(n, practitioner) {
  return {
    patient: { healthId: healthIdOf(n) },
    confidentiality: 'N',
    sensitivities: [],
    author: { id: `practitioner-${practitioner % 200}` },
  };
}

function recordsOf(n) {
  return {
    healthId: healthIdOf(n),
    bloodPressure: `${110 + (n % 30)}/${70 + (n % 15)}`,
    allergies: numbers(2).map((at) => ({
      ...factsOf(n, n + at),
      id: `allergy-${n}-${at}`,
      substance: pick(drugs, n + at),
      criticality: 'HIGH',
    })),
    conditions: numbers(3).map((at) => {
      const [code, display] = pick(diagnoses, n + at);
      return { ...factsOf(n, n + at), id: `condition-${n}-${at}`, code, display, onset: day(n + at) };
    }),
    encounters: numbers(4).map((at) => ({
      ...factsOf(n, n + at),
      id: `encounter-${n}-${at}`,
      start: `${day(n + at)}T09:30:00+03:00`,
      reason: pick(diagnoses, n + at + 1)[1],
      facility: { id: `facility-${(n + at) % 60}` },
    })),
  };
}

function medicinesOf(n) {
  const prescriptions = numbers(4).map((at) => ({
    ...factsOf(n, n * 3 + at),
    id: `prescription-${n}-${at}`,
    medication: pick(drugs, n + at + 2),
    quantity: 10 + at,
    issued: day(n + at),
    prescriber: { id: `practitioner-${(n * 3 + at) % 200}` },
  }));
  return { healthId: healthIdOf(n), openPrescriptions: n % 5, prescriptions };
}
