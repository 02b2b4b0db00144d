// Hive Gateway without what the other gateways do not do either: no log, no page, no remote reporting. Sharing one fetch
// among requests that happen to be the same and under way is off too: the bench measures the work of each request.
export const gatewayConfig = {
  logging: false,
  graphiql: false,
  landingPage: false,
  maskedErrors: false,
  transportEntries: { '*': { options: { deduplicateInflightRequests: false } } },
};
