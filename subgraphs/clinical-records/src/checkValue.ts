import { failure } from '@wasl/kit/errors';
import type { AgeSpan } from '@wasl/terminology/ageBounds';
import { convert } from '@wasl/terminology/units';
import { checkResult, type MeasuredValue } from './checkResult.ts';
import { isLoinc } from './isLoinc.ts';

/** A titre, such as 1:160. */
export interface Ratio {
  numerator: number;
  denominator: number;
}

/** One measurement of a panel. */
export interface Component extends MeasuredValue {
  displayAr: string;
  displayEn: string;
  value: number;
  unit: string;
  comparator?: string | null | undefined;
}

/** What a result says, in one of five ways. */
export interface ResultInput extends MeasuredValue {
  comparator?: string | null | undefined;
  valueText?: string | null | undefined;
  valueCode?: string | null | undefined;
  valueDisplayAr?: string | null | undefined;
  valueDisplayEn?: string | null | undefined;
  ratio?: Ratio | null | undefined;
  components?: readonly Component[] | null | undefined;
}

const ways = ['value', 'valueText', 'valueCode', 'ratio', 'components'] as const;
const longestText = 10_000;
const longestDisplay = 500;
const mostComponents = 20;

/** Panels that say nothing without each of these, by LOINC. */
const needed: Readonly<Record<string, readonly string[]>> = { '85354-9': ['8480-6', '8462-4'] };

/**
 * Judges what a result says: exactly one of a number with its unit, a text, a code with its meaning, a ratio, or components.
 * @throws SubgraphError BAD_USER_INPUT naming the field; VALUE_UNLIKELY as `checkResult` does
 */
export function checkValue(input: ResultInput, age?: AgeSpan): void {
  const said = ways.filter((way) => input[way] != null);
  if (said.length !== 1) throw wrong(said[1] ?? 'value', { oneOf: ways });
  if ((input.value == null) !== (input.unit == null)) throw wrong('unit');
  if (input.comparator != null && input.value == null) throw wrong('comparator');
  if (needed[input.code] && !input.components) throw wrong('components', { codes: needed[input.code] });
  checkText(input);
  checkCoded(input);
  if (input.ratio) checkRatio(input.ratio);
  if (input.components) checkComponents(input.code, input.components, age);
  checkResult(input, age);
}

function checkText({ valueText }: ResultInput): void {
  if (valueText != null && (valueText.trim() === '' || valueText.length > longestText)) throw wrong('valueText');
}

function checkCoded({ valueCode, valueDisplayAr, valueDisplayEn }: ResultInput): void {
  if (valueCode != null && !/^[A-Za-z0-9._+-]{1,40}$/.test(valueCode)) throw wrong('valueCode');
  for (const [field, text] of Object.entries({ valueDisplayAr, valueDisplayEn })) {
    // A code without its meaning cannot be read, a meaning without a code is a text.
    if ((text == null) !== (valueCode == null)) throw wrong(field);
    if (text != null && (text.trim() === '' || text.length > longestDisplay)) throw wrong(field);
  }
}

function checkRatio({ numerator, denominator }: Ratio): void {
  const isCount = (number: number) => number > 0 && number <= 1e9;
  if (!isCount(numerator) || !isCount(denominator)) throw wrong('ratio');
}

function checkComponents(panel: string, components: readonly Component[], age: AgeSpan | undefined): void {
  const codes = components.map(({ code }) => code);
  const isOnceEach = new Set(codes).size === codes.length;
  if (codes.length === 0 || codes.length > mostComponents || !isOnceEach || codes.includes(panel))
    throw wrong('components');
  if (needed[panel]?.some((code) => !codes.includes(code))) throw wrong('components', { codes: needed[panel] });
  checkBloodPressure(components);
  for (const component of components) checkComponent(component, age);
}

function checkComponent(component: Component, age: AgeSpan | undefined): void {
  if (!isLoinc(component.code)) throw wrong('components');
  for (const text of [component.displayAr, component.displayEn])
    if (text.trim() === '' || text.length > longestDisplay) throw wrong('components');
  checkResult(component, age);
}

/** Between beats the pressure is lower than at the beat: the two are often typed the wrong way round. */
function checkBloodPressure(components: readonly Component[]): void {
  const [systolic, diastolic] = ['8480-6', '8462-4'].map((code) => {
    const found = components.find((component) => component.code === code);
    return found && convert(found.value, found.unit, 'mm[Hg]');
  });
  if (systolic !== undefined && diastolic !== undefined && diastolic >= systolic)
    throw wrong('components', { codes: ['8462-4', '8480-6'] });
}

function wrong(field: string, details?: Record<string, unknown>) {
  return failure('BAD_USER_INPUT', { field, ...(details && { details }) });
}
