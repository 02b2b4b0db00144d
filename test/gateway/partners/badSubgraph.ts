/** One bad subgraph of a partner, and what is said of it. */
export interface BadSubgraph {
  kind: string;
  does: string;
  /** Its SDL after the links, which take the first six lines; or all of it, where its own links are what is bad. */
  types: string;
  /** A part of the message, with its line where it has one. */
  said: string;
  isWhole?: boolean;
}

export type Bad = (does: string, types: string, said: string) => BadSubgraph;

export const bad =
  (kind: string): Bad =>
  (does, types, said) => ({ kind, does, types, said });

/** A subgraph that brings its own links. */
export const badWhole =
  (kind: string): Bad =>
  (does, types, said) => ({ kind, does, types, said, isWhole: true });

export const key = '@key(fields: "healthId")';
export const patient = (fields: string, directives = '') =>
  `type Patient ${key} ${directives} {\n  healthId: ID!\n  ${fields}\n}`;
/** The shared scalar, as its owner has it. */
export const date = '\nscalar Date @public @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")';
