import type { Language } from '@wasl/schema/errors.ts';
import type { StyleFault } from './styleFaults.ts';

const sentences: Record<Language, Record<StyleFault, string>> = {
  en: {
    typeName: 'is a type: write its name in PascalCase, such as MealPlan',
    fieldName: 'is a field: write its name in camelCase, such as mealPlan',
    argumentName: 'is an argument: write its name in camelCase, such as onDay',
    enumValue: 'is a value of an enum: write it in UPPER_SNAKE_CASE, such as FULL_DAY',
    undescribed: 'is new and has no description: write "English. — عربي."',
    oneLanguage: 'is described in one language: write "English. — عربي."',
  },
  ar: {
    typeName: 'نوع: اكتب اسمه بصيغة PascalCase مثل MealPlan',
    fieldName: 'حقل: اكتب اسمه بصيغة camelCase مثل mealPlan',
    argumentName: 'مُدخَل: اكتب اسمه بصيغة camelCase مثل onDay',
    enumValue: 'قيمة في تعداد: اكتبها بصيغة UPPER_SNAKE_CASE مثل FULL_DAY',
    undescribed: 'جديد وليس له وصف: اكتب "English. — عربي."',
    oneLanguage: 'موصوف بلغة واحدة: اكتب "English. — عربي."',
  },
};

/** What is said of a name or a description, as one sentence. */
export function sayStyle(fault: StyleFault, coordinate: string, language: Language): string {
  return `${coordinate} ${sentences[language][fault]}.`;
}
