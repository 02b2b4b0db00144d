import { card } from './card.mjs';
import { chart } from './chart.mjs';
import { deep } from './deep.mjs';
import { hundred } from './hundred.mjs';
import { records } from './records.mjs';
import { rules } from './rules.mjs';
import { smallWard, ward } from './ward.mjs';

/** Every scenario, in the order of the report. */
export const scenarios = [chart, card, deep, ward, smallWard, hundred, rules, records];
