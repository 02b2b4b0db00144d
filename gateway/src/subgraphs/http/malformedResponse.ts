/** An answer that does not follow RFC 9112, or that a reader's bounds do not allow. What comes after it cannot be trusted. */
export class MalformedResponse extends Error {}

/** An answer with a larger body than its reader takes. */
export class ResponseTooLarge extends MalformedResponse {}
