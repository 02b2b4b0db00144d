/** A name in both scripts. */
export interface Name {
  ar: string;
  latin: string;
}

export const maleNames =
  read(`محمد Muhammad|أحمد Ahmad|محمود Mahmoud|علي Ali|حسن Hasan|حسين Husayn|خالد Khaled|عمر Omar|يوسف Yousef|إبراهيم Ibrahim|
عبد الله Abdullah|عبد الرحمن Abdulrahman|مصطفى Mustafa|سامر Samer|سامي Sami|رامي Rami|فادي Fadi|جورج George|إلياس Elias|كمال Kamal|ماهر Maher|
نبيل Nabil|وائل Wael|باسل Basel|أنس Anas|معتز Mutaz|زياد Ziad|طارق Tareq|غسان Ghassan|عدنان Adnan|هيثم Haytham|بلال Bilal|حمزة Hamza|قصي Qusay|
لؤي Louay|ياسر Yaser|عماد Imad|جميل Jamil|رياض Riyad|سليمان Sulayman`);

export const femaleNames =
  read(`فاطمة Fatima|مريم Maryam|عائشة Aisha|زينب Zaynab|خديجة Khadija|رنا Rana|ريم Reem|هبة Hiba|نور Nour|سلمى Salma|ليلى Layla|
سمر Samar|هدى Huda|منى Muna|رشا Rasha|دعاء Duaa|آمنة Amina|بتول Batoul|رهف Rahaf|شهد Shahd|لين Leen|ياسمين Yasmin|جوليا Julia|ميرنا Mirna|
غادة Ghada|سناء Sanaa|وفاء Wafaa|أمل Amal|إيمان Iman|نجوى Najwa|حنان Hanan|روان Rawan|ديمة Dima|لمى Lama|تالا Tala|سوسن Sawsan|صفاء Safaa|رغد Raghad|جنى Jana|بيان Bayan`);

export const familyNames =
  read(`الأحمد Alahmad|الحسن Alhasan|الخطيب Alkhatib|الحلبي Alhalabi|الشامي Alshami|الحمصي Alhomsi|النجار Alnajjar|الحداد Alhaddad|
خوري Khoury|الصباغ Alsabbagh|العلي Alali|المصري Almasri|درويش Darwish|شاهين Shahin|قاسم Qasem|الصالح Alsaleh|حيدر Haydar|سلوم Salloum|منصور Mansour|
الجاسم Aljasem|البكري Albakri|الرفاعي Alrifai|الكردي Alkurdi|عثمان Othman|بركات Barakat|زيدان Zaydan|الدروبي Aldroubi|القباني Alqabbani|مخلوطة Makhlouta|
السيد Alsayed|الحموي Alhamwi|الديري Aldeiri|العبد الله Alabdullah|عيسى Issa|نعمة Nehmeh|الزعبي Alzoubi|الأطرش Alatrash|أبو زيد AbuZaid|الحريري Alhariri|
الطويل Altawil|الخلف Alkhalaf|سعيد Saeed|حمدان Hamdan|العمر Alomar|اليوسف Alyousef|قدور Qaddour|الشيخ Alsheikh|رزق Rizq|جبور Jabbour|عساف Assaf`);

function read(list: string): Name[] {
  return list.split('|').map((item) => {
    const text = item.trim();
    const border = text.lastIndexOf(' ');
    return { ar: text.slice(0, border), latin: text.slice(border + 1) };
  });
}
