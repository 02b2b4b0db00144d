import { createRequire } from 'node:module';

/** The part of `@lhncbc/ucum-lhc` that is used here; the package has no types of its own. */
interface UcumUtils {
  validateUnitString(unit: string): { status: 'valid' | 'invalid' | 'error'; ucumCode: string | null };
  convertUnitTo(
    from: string,
    value: number,
    to: string,
    options: { molecularWeight?: number; charge?: number },
  ): { status: 'succeeded' | 'failed' | 'error'; toVal: number | null };
}

/** What a conversion between kinds of quantity needs to know of the substance. */
export interface Substance {
  /** In g/mol: between mass and amount of substance, mg/dL and mmol/L. */
  readonly molarMass?: number;
  /** Between amount of substance and equivalents, mmol/L and meq/L. */
  readonly charge?: number;
}

const mostRemembered = 5000;
const inherited = Object.getOwnPropertyNames(Object.prototype);
const validity = new Map<string, boolean>();
let loaded: UcumUtils | undefined;

/** Whether a unit is written in UCUM, case and brackets as they should be. */
export function isUnit(unit: string): boolean {
  const known = validity.get(unit);
  if (known !== undefined) return known;
  // Blanks and other scripts would be reported on the console, not to us.
  if (!/^[!-~]{1,60}$/.test(unit)) return false;
  if (tripsLibrary(unit)) return false;
  const { status, ucumCode } = ucum().validateUnitString(unit);
  const valid = status === 'valid' && ucumCode === unit;
  if (validity.size < mostRemembered) validity.set(unit, valid);
  return valid;
}

/** What the library finds in a plain object that it looks units up in, or cannot read: it would say so on the console, with what was sent. */
function tripsLibrary(unit: string): boolean {
  return inherited.some((name) => unit.includes(name)) || /[})][-+]?\d|\(\)/.test(unit);
}

/** A value in another unit. `undefined` where the dimensions differ, a unit is unknown, or the substance must be known. */
export function convert(value: number, from: string, to: string, substance: Substance = {}): number | undefined {
  if (!Number.isFinite(value) || !isUnit(from) || !isUnit(to)) return undefined;
  if (from === to) return value;
  const { molarMass, charge } = substance;
  const [source, target] = withoutArbitraryUnit(from, to);
  const { status, toVal } = ucum().convertUnitTo(source, value, target, {
    ...(molarMass !== undefined && { molecularWeight: molarMass }),
    ...(charge !== undefined && { charge }),
  });
  if (status !== 'succeeded' || toVal === null || !Number.isFinite(toVal)) return undefined;
  // What the factors' own rounding leaves behind: 98.59999999999997 °F.
  return Number(toVal.toPrecision(12));
}

/** UCUM converts no arbitrary units; between u[IU]/mL and m[IU]/L of one test only the prefixes differ, as they do between mol. */
function withoutArbitraryUnit(from: string, to: string): [string, string] {
  const arbitrary = ['[IU]', "[arb'U]"].find((unit) => from.split(unit).length === 2 && to.split(unit).length === 2);
  return arbitrary === undefined ? [from, to] : [from.replace(arbitrary, 'cd'), to.replace(arbitrary, 'cd')];
}

/** Loaded at the first question: its table of units takes 90 ms and 12 MB. */
function ucum(): UcumUtils {
  if (loaded) return loaded;
  const { UcumLhcUtils } = createRequire(import.meta.url)('@lhncbc/ucum-lhc') as {
    UcumLhcUtils: { getInstance(): UcumUtils };
  };
  return (loaded = UcumLhcUtils.getInstance());
}
