import type { Config } from './config.ts';
import { logLine } from './logLine.ts';

/** Logs in one line which parts of access tokens are not checked because their variables are not set. */
export function warnOfUncheckedTokens({ tokens }: Pick<Config, 'tokens'>): void {
  if (!tokens) return;
  const checks = [
    { variable: 'WASL_ISSUER', value: tokens.issuer, en: 'who issued them', ar: 'مُصدرها' },
    { variable: 'WASL_AUDIENCE', value: tokens.audience, en: 'whom they are meant for', ar: 'الجهة الموجّهة إليها' },
  ];
  const left = checks.filter(({ value }) => value === undefined);
  if (left.length === 0) return;
  const en = `access tokens are taken without a check of ${left.map((check) => check.en).join(' and of ')}`;
  const ar = `تُقبل رموز الدخول دون التحقق من ${left.map((check) => check.ar).join(' ومن ')}`;
  const unset = left.map(({ variable }) => variable);
  logLine('warn', `${en}: set ${unset.join(' and ')}`, { ar: `${ar}: اضبط ${unset.join(' و ')}` });
}
