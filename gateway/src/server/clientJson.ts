import { WaslError } from '@wasl/schema/errors.ts';
import { parseJson } from '../core/parseJson.ts';
import { repeatedKey } from '../core/repeatedKey.ts';

const isThereTwice = {
  en: 'The request has a name twice in one object, so that it is not certain which of the two counts.',
  ar: 'يتكرر اسم في كائن واحد من الطلب، فلا يُعرف أيّهما المقصود.',
};
/** What GraphQL could have as a name. Another key is the client's own text, and is not repeated to it or to a log. */
const graphQLName = /^[A-Za-z_]\w{0,99}$/;
/** Steps of a path that are told: deeper down it is no easier to find. */
const mostSteps = 20;

/**
 * Reads JSON of a client's, which may begin with a byte order mark.
 * @throws SyntaxError for what is none
 * @throws WaslError BAD_REQUEST where an object has a key twice, with the path to it as `parameter`; `within` is what it begins with
 */
export function readClientJson(text: string, within: readonly string[] = []): unknown {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const value = parseJson(plain);
  const repeated = repeatedKey(plain);
  if (repeated === undefined) return value;
  const path = [...within, ...repeated];
  const untold = path.findIndex((name) => !graphQLName.test(name));
  const told = path.slice(0, untold === -1 ? mostSteps : Math.min(untold, mostSteps));
  throw new WaslError('BAD_REQUEST', told.length > 0 ? { parameter: told.join('.') } : {}, { says: isThereTwice });
}
