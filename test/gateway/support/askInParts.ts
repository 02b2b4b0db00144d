/** The parts of an answer, or the one that it is. */
export interface Parted {
  type: string | null;
  parts: unknown[];
}

/** Sends a query as a client that takes parts, and reads all of them; `onPart` hears of each as it comes. */
export async function askInParts(
  url: string,
  query: string,
  variables = {},
  onPart: (part: unknown) => void = () => undefined,
  more: Record<string, string> = {},
): Promise<Parted> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'multipart/mixed; deferSpec=20220824, application/json',
      ...more,
    },
    body: JSON.stringify({ query, variables }),
  });
  const type = response.headers.get('content-type');
  if (!type?.startsWith('multipart/mixed')) return { type, parts: [await response.json()] };
  const parts: unknown[] = [];
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(chunk);
    const pieces = text.split('\r\n---');
    text = pieces.pop() ?? '';
    for (const piece of pieces.filter((item) => item.includes('{'))) {
      const part: unknown = JSON.parse(piece.slice(piece.indexOf('{')));
      parts.push(part);
      onPart(part);
    }
  }
  return { type, parts };
}
