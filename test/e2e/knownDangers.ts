/** Medicines that do not go together: the first is taken, the second is asked for, and what the prescriber is told of both. */
export const dangerousPairs = [
  [
    'C10AA01',
    'J01FA09',
    'SEVERE',
    'Clarithromycin with simvastatin damages muscle: rhabdomyolysis.',
    'FDA simvastatin 4',
  ],
  ['L04AX03', 'J01EE01', 'SEVERE', /with methotrexate: both suppress the bone marrow\.$/, 'WHO, FDA methotrexate 7'],
  ['N05AN01', 'M01AE01', 'SEVERE', 'Ibuprofen keeps lithium in the body: lithium toxicity.', 'WHO, FDA lithium 7'],
  ['N05AN01', 'C09AA02', 'SEVERE', 'Enalapril keeps lithium in the body: lithium toxicity.', 'WHO, FDA lithium 7'],
  ['N06AB03', 'N02AX02', 'SEVERE', /both raise serotonin: serotonin syndrome\.$/, /^FDA tramadol 7/],
  ['C08DA01', 'C07AB07', 'SEVERE', 'Verapamil with bisoprolol: both slow the heart: heart block.', /FDA verapamil/],
  ['C01AA05', 'C01BD01', 'SEVERE', 'Amiodarone raises the level of digoxin: arrhythmia.', 'WHO, FDA digoxin 7.1'],
  ['R03DA04', 'J01MA02', 'SEVERE', 'Ciprofloxacin raises the level of theophylline: toxicity.', /FDA ciprofloxacin/],
  [
    'N03AF01',
    'J01FA09',
    'SEVERE',
    'Clarithromycin raises the level of carbamazepine: toxicity.',
    /FDA carbamazepine 7$/,
  ],
  ['B01AC04', 'A02BC01', 'MODERATE', 'Omeprazole prevents clopidogrel from becoming active.', 'FDA clopidogrel 7.1'],
  ['H03AA01', 'B03AA07', 'MODERATE', /^Ferrous sulfate binds levothyroxine/, 'WHO, FDA levothyroxine 7'],
  ['C10AA01', 'C08CA01', 'MODERATE', /^Amlodipine with simvastatin damages muscle/, 'FDA simvastatin 7'],
] as const;

/** The pair on which prescribing and dispensing stop until somebody goes on with a reason. */
export const stoppingPair = [
  'B01AA03',
  'P01AB01',
  'SEVERE',
  'Metronidazole raises the effect of warfarin: bleeding.',
] as const;

/** What the patient is allergic to, as it was recorded, and a medicine that is asked for. */
export const dangerousAllergies = [
  [{ displayAr: 'حساسية سلفا' }, 'J01EE01', 'SEVERE', /Sulfonamide antibiotics\.$/],
  [{ displayEn: 'penicilin' }, 'J01CR02', 'SEVERE', /Penicillins\.$/],
  [
    { code: 'J01CE02', displayEn: 'Phenoxymethylpenicillin' },
    'J01DB01',
    'MODERATE',
    /related medicine: Shared beta-lactam/,
  ],
  [{ code: 'B01AC06', displayEn: 'Aspirin' }, 'M01AB05', 'SEVERE', /COX-1|antiinflammatories/],
  [{ displayAr: 'بروفين' }, 'M01AE01', 'SEVERE', 'The patient is allergic to this medicine.'],
  [{ displayEn: 'erythromycin' }, 'J01FA10', 'SEVERE', /Macrolides\.$/],
  [{ code: 'CARBAMAZEPINE', displayEn: 'Tegretol' }, 'N03AF01', 'SEVERE', 'The patient is allergic to this medicine.'],
  [{ code: 'STATINS', displayAr: 'ستاتين', displayEn: 'Statin' }, 'C10AA05', 'SEVERE', /Statins\.$/],
] as const;
