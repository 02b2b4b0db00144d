/** An answer that violates RFC 9112 or the reader's limits. Data after it cannot be trusted. */
export class MalformedResponse extends Error {}

/** An answer whose body is over the size limit. */
export class ResponseTooLarge extends MalformedResponse {}
