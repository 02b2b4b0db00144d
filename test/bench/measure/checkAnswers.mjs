import { deepStrictEqual } from 'node:assert/strict';

const sampleSize = 20;

/**
 * Holds a gateway's answers against those of the gateways before it, which `answers` keeps by operation.
 * @throws AssertionError for another answer, Error for one with errors
 */
export async function checkAnswers(running, { query, variablesOf }, answers) {
  for (let number = 0; number < sampleSize; number += 1) {
    await checkAnswer(running, { query, variables: variablesOf(number) }, answers);
  }
}

/** Sends one operation and holds its answer against the one that the first gateway gave. */
export async function checkAnswer(running, operation, answers) {
  const { data, errors } = await running.ask(operation);
  if (errors !== undefined || data === undefined) throw new Error(`An answer has errors: ${JSON.stringify(errors)}`);
  const key = JSON.stringify(operation);
  const before = answers.find((answer) => answer.key === key);
  if (before === undefined) answers.push({ key, data });
  else deepStrictEqual(data, before.data);
}
