import { parseArgs } from 'node:util';
import { gateways } from './gateways/index.mjs';
import { scenarios } from './scenarios/index.mjs';

/** Reads the command line of the bench. @throws Error with one sentence for what cannot be understood. */
export function readOptions(commandLine) {
  const { values } = parseArgs({
    args: commandLine,
    options: {
      only: { type: 'string' },
      scenario: { type: 'string' },
      seconds: { type: 'string', default: '10' },
      connections: { type: 'string', default: '32' },
      profile: { type: 'string' },
      demo: { type: 'boolean', default: false },
    },
  });
  return {
    only: readList(
      '--only',
      values.only,
      gateways.filter(({ family }) => family === undefined),
    ),
    scenario: readList('--scenario', values.scenario, scenarios),
    seconds: readNumber('--seconds', values.seconds, 600),
    connections: readNumber('--connections', values.connections, 1000),
    profile: values.profile,
    demo: values.demo,
  };
}

function readList(option, text, known) {
  const ids = text?.split(',');
  const unknown = ids?.find((id) => !known.some((one) => one.id === id));
  if (unknown !== undefined) {
    throw new Error(`${option} does not know ${unknown}. It knows ${known.map(({ id }) => id).join(', ')}.`);
  }
  return ids;
}

function readNumber(option, text, most) {
  const number = Number(text);
  if (!(number > 0 && number <= most)) throw new Error(`${option} takes a number above 0, at most ${most}.`);
  return number;
}
