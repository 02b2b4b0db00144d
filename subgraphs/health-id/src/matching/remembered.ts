const most = 10_000;

/** The same work, done once for a text while it is remembered: a few thousand names are most of what a nation is called. */
export function remembered<Result>(work: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    if (results.size >= most) results.clear();
    const result = work(text);
    results.set(text, result);
    return result;
  };
}
