export interface FormularyMedication {
  id: string;
  atcCode: string;
  nameAr: string;
  nameLatin: string;
  form: string;
  strength: string;
}

const list = `A02BC01 أوميبرازول Omeprazole|capsule|20 mg;A10BA02 ميتفورمين Metformin|tablet|850 mg;A10BB09 غليكلازيد Gliclazide|tablet|60 mg;
A10AB01 إنسولين Insulin_human|injection|100 IU/mL;A11CC05 كولي_كالسيفيرول Colecalciferol|drops|10000 IU/mL;B01AA03 وارفارين Warfarin|tablet|5 mg;
B01AC06 أسبرين Acetylsalicylic_acid|tablet|81 mg;B01AC04 كلوبيدوغريل Clopidogrel|tablet|75 mg;B03AA07 كبريتات_الحديد Ferrous_sulfate|tablet|200 mg;
B03BB01 حمض_الفوليك Folic_acid|tablet|5 mg;C01AA05 ديجوكسين Digoxin|tablet|0.25 mg;C01BD01 أميودارون Amiodarone|tablet|200 mg;
C03CA01 فوروسيميد Furosemide|tablet|40 mg;C03DA01 سبيرونولاكتون Spironolactone|tablet|25 mg;C07AB07 بيسوبرولول Bisoprolol|tablet|5 mg;
C08CA01 أملوديبين Amlodipine|tablet|5 mg;C09AA02 إنالابريل Enalapril|tablet|10 mg;C09CA01 لوسارتان Losartan|tablet|50 mg;
C10AA01 سيمفاستاتين Simvastatin|tablet|20 mg;C10AA05 أتورفاستاتين Atorvastatin|tablet|20 mg;D01AC02 ميكونازول Miconazole|cream|2 %;
G03AA07 ليفونورجيستريل Levonorgestrel_and_ethinylestradiol|tablet|0.15 mg;H02AB06 بريدنيزولون Prednisolone|tablet|5 mg;
H03AA01 ليفوثيروكسين Levothyroxine|tablet|100 ug;J01AA02 دوكسيسيكلين Doxycycline|capsule|100 mg;J01CA04 أموكسيسيلين Amoxicillin|capsule|500 mg;
J01CR02 أموكسيسيلين_كلافولانات Amoxicillin_clavulanate|tablet|625 mg;J01DD04 سيفترياكسون Ceftriaxone|injection|1 g;
J01EE01 سلفاميثوكسازول Sulfamethoxazole_trimethoprim|tablet|960 mg;J01FA09 كلاريثروميسين Clarithromycin|tablet|500 mg;
J01FA10 أزيثروميسين Azithromycin|tablet|500 mg;J01MA02 سيبروفلوكساسين Ciprofloxacin|tablet|500 mg;J02AC01 فلوكونازول Fluconazole|capsule|150 mg;
J04AB02 ريفامبيسين Rifampicin|capsule|300 mg;J04AC01 إيزونيازيد Isoniazid|tablet|300 mg;J05AR10 لوبينافير_ريتونافير Lopinavir_ritonavir|tablet|200 mg;
M01AB05 ديكلوفيناك Diclofenac|tablet|50 mg;M01AE01 إيبوبروفين Ibuprofen|tablet|400 mg;M04AA01 ألوبيورينول Allopurinol|tablet|100 mg;
N02BE01 باراسيتامول Paracetamol|tablet|500 mg;N02AX02 ترامادول Tramadol|capsule|50 mg;N03AF01 كاربامازيبين Carbamazepine|tablet|200 mg;
N03AG01 فالبروات Valproic_acid|tablet|500 mg;N05BA01 ديازيبام Diazepam|tablet|5 mg;N06AB03 فلوكستين Fluoxetine|capsule|20 mg;
N06AB06 سيرترالين Sertraline|tablet|50 mg;P01AB01 ميترونيدازول Metronidazole|tablet|500 mg;P01CB01 ميغلومين_أنتيمونات Meglumine_antimonate|injection|1.5 g;
R03AC02 سالبوتامول Salbutamol|inhaler|100 ug;R03BA02 بوديزونيد Budesonide|inhaler|200 ug;R06AX13 لوراتادين Loratadine|tablet|10 mg;
A03FA01 ميتوكلوبراميد Metoclopramide|tablet|10 mg;C01DA02 نتروغليسيرين Glyceryl_trinitrate|tablet|0.5 mg;
C03AA03 هيدروكلوروثيازيد Hydrochlorothiazide|tablet|25 mg;C08DA01 فيراباميل Verapamil|tablet|80 mg;G04BE03 سيلدينافيل Sildenafil|tablet|50 mg;
H02AB02 ديكساميتازون Dexamethasone|tablet|0.5 mg;J01DB01 سيفاليكسين Cefalexin|capsule|500 mg;L04AX03 ميثوتريكسات Methotrexate|tablet|2.5 mg;
N05AN01 ليثيوم Lithium_carbonate|tablet|300 mg;R03DA04 ثيوفيلين Theophylline|tablet|200 mg;
N02BE01-S باراسيتامول_شراب Paracetamol_syrup|syrup|120 mg/5 mL;J01CA04-S أموكسيسيلين_معلق Amoxicillin_suspension|syrup|250 mg/5 mL;
M01AE01-S إيبوبروفين_شراب Ibuprofen_syrup|syrup|100 mg/5 mL;M02AA15-G ديكلوفيناك_هلام Diclofenac_gel|cream|1 %;
B03AA07-S كبريتات_الحديد_شراب Ferrous_sulfate_syrup|syrup|125 mg/5 mL;G04CA02 تامسولوسين Tamsulosin|capsule|0.4 mg`;

/** The medicines that this registry knows: ATC code, names in both scripts, form and strength. */
export const formulary: readonly FormularyMedication[] = list.split(';').map((item) => {
  const [names = '', form = '', strength = ''] = item.trim().split('|');
  const [key = '', ar = '', latin = ''] = names.split(' ');
  // Another form of a substance has a letter behind its code.
  const atcCode = key.slice(0, 7);
  const nameLatin = latin.replaceAll('_', ' ');
  return { id: `M-${key}`, atcCode, nameAr: ar.replaceAll('_', ' '), nameLatin, form, strength };
});
