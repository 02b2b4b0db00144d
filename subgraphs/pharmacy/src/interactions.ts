export interface Interaction {
  /** ATC prefixes of the two. */
  pair: readonly [string, string];
  severity: 'MODERATE' | 'SEVERE';
  ar: string;
  en: string;
}

/** Well-known interactions between what the formulary holds, by ATC prefix. */
export const interactions: readonly Interaction[] = [
  interaction(
    'B01AA03',
    'M01A',
    'SEVERE',
    'خطر نزف: وارفارين مع مسكّن غير ستيروئيدي',
    'Bleeding: warfarin with an NSAID',
  ),
  interaction(
    'B01AA03',
    'B01AC',
    'SEVERE',
    'خطر نزف: وارفارين مع مضاد صفيحات',
    'Bleeding: warfarin with an antiplatelet',
  ),
  interaction(
    'B01AA03',
    'P01AB01',
    'SEVERE',
    'ميترونيدازول يرفع تأثير وارفارين',
    'Metronidazole raises the effect of warfarin',
  ),
  interaction(
    'B01AA03',
    'J01EE01',
    'SEVERE',
    'كوتريموكسازول يرفع تأثير وارفارين',
    'Co-trimoxazole raises the effect of warfarin',
  ),
  interaction(
    'B01AA03',
    'J02AC',
    'SEVERE',
    'فلوكونازول يرفع تأثير وارفارين',
    'Fluconazole raises the effect of warfarin',
  ),
  interaction(
    'B01AA03',
    'J04AB02',
    'SEVERE',
    'ريفامبيسين يضعف تأثير وارفارين',
    'Rifampicin lowers the effect of warfarin',
  ),
  interaction(
    'B01AA03',
    'C01BD01',
    'SEVERE',
    'أميودارون يرفع تأثير وارفارين',
    'Amiodarone raises the effect of warfarin',
  ),
  interaction(
    'C10AA01',
    'J01FA09',
    'SEVERE',
    'خطر انحلال العضلات: سيمفاستاتين مع كلاريثروميسين',
    'Rhabdomyolysis: simvastatin with clarithromycin',
  ),
  interaction(
    'C10AA01',
    'C01BD01',
    'MODERATE',
    'خطر اعتلال العضلات: سيمفاستاتين مع أميودارون',
    'Myopathy: simvastatin with amiodarone',
  ),
  interaction('C01AA05', 'C01BD01', 'SEVERE', 'أميودارون يرفع مستوى ديجوكسين', 'Amiodarone raises digoxin levels'),
  interaction(
    'C01AA05',
    'J01FA09',
    'SEVERE',
    'كلاريثروميسين يرفع مستوى ديجوكسين',
    'Clarithromycin raises digoxin levels',
  ),
  interaction('C03DA01', 'C09', 'MODERATE', 'خطر فرط بوتاسيوم الدم', 'Hyperkalaemia'),
  interaction(
    'C09',
    'M01A',
    'MODERATE',
    'أذية كلوية وضعف ضبط الضغط',
    'Kidney injury and loss of blood pressure control',
  ),
  interaction('N06AB', 'N02AX02', 'SEVERE', 'خطر متلازمة السيروتونين', 'Serotonin syndrome'),
  interaction('N06AB', 'M01A', 'MODERATE', 'خطر نزف هضمي', 'Gastrointestinal bleeding'),
  interaction(
    'N03AG01',
    'N03AF01',
    'MODERATE',
    'كاربامازيبين يخفض مستوى فالبروات',
    'Carbamazepine lowers valproate levels',
  ),
  interaction('G03A', 'J04AB02', 'SEVERE', 'ريفامبيسين يضعف مانع الحمل', 'Rifampicin makes contraceptives fail'),
  interaction('G03A', 'N03AF01', 'SEVERE', 'كاربامازيبين يضعف مانع الحمل', 'Carbamazepine makes contraceptives fail'),
  interaction('A10BB', 'J02AC', 'MODERATE', 'خطر نقص سكر الدم', 'Hypoglycaemia'),
  interaction(
    'C01DA',
    'G04BE03',
    'SEVERE',
    'هبوط ضغط شديد: نترات مع سيلدينافيل',
    'Severe hypotension: a nitrate with sildenafil',
  ),
  interaction(
    'C08DA01',
    'C07AB',
    'SEVERE',
    'حصار قلبي وتباطؤ: فيراباميل مع حاصر بيتا',
    'Heart block: verapamil with a beta blocker',
  ),
  interaction('N05AN01', 'C03AA', 'SEVERE', 'سمّية الليثيوم مع الثيازيد', 'Lithium toxicity with a thiazide'),
  interaction(
    'N05AN01',
    'C09',
    'SEVERE',
    'سمّية الليثيوم مع خافض الضغط هذا',
    'Lithium toxicity with this antihypertensive',
  ),
  interaction('N05AN01', 'M01A', 'SEVERE', 'سمّية الليثيوم مع مسكّن غير ستيروئيدي', 'Lithium toxicity with an NSAID'),
  interaction(
    'L04AX03',
    'J01E',
    'SEVERE',
    'تثبيط نقي العظم: ميثوتريكسات مع كوتريموكسازول',
    'Bone marrow failure: methotrexate with co-trimoxazole',
  ),
  interaction(
    'L04AX03',
    'M01A',
    'SEVERE',
    'سمّية ميثوتريكسات مع مسكّن غير ستيروئيدي',
    'Methotrexate toxicity with an NSAID',
  ),
  interaction(
    'R03DA04',
    'J01MA02',
    'SEVERE',
    'سيبروفلوكساسين يرفع مستوى ثيوفيلين',
    'Ciprofloxacin raises theophylline levels',
  ),
  interaction('J05AR10', 'C10AA01', 'SEVERE', 'خطر انحلال العضلات مع ريتونافير', 'Rhabdomyolysis with ritonavir'),
];

function interaction(
  left: string,
  right: string,
  severity: Interaction['severity'],
  ar: string,
  en: string,
): Interaction {
  return { pair: [left, right], severity, ar, en };
}
