/** What a document may come to, whoever sends it. */
export const documentLimits = { maxTokens: 15_000, maxDepth: 50, maxFields: 10_000 };
