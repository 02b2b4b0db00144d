/** What is there at once, or comes later: to wait for what is there costs more than most of what is done with it. */
export type Eventually<Value> = Value | Promise<Value>;

/** Goes on with a value, at once where it is there. */
export function whenThere<Value, Result>(
  value: Eventually<Value>,
  goOn: (value: Value) => Eventually<Result>,
): Eventually<Result> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}
