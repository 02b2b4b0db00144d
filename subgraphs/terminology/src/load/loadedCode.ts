/** A row of an official file, as a list keeps it. */
export interface LoadedCode {
  /** As the file writes it. */
  readonly code: string;
  readonly en: string;
  readonly ar?: string;
  readonly synonyms?: readonly string[];
  /** The next wider code, where the file says so. */
  readonly parent?: string;
  /** What else the file says: columns of the list beside the common ones. */
  readonly more?: Readonly<Record<string, string>>;
  /** Where it stands in the file, from 1. */
  readonly line: number;
}

/** What reads the chunks of a file into its codes, one after the other. */
export type CodeReader = (chunks: AsyncIterable<Buffer>, report: ReportProblem) => AsyncIterable<LoadedCode>;

/** Notes what is wrong with a line, and goes on. */
export type ReportProblem = (line: number, what: string) => void;

/** A file that was not loaded: nothing of it is in force. Its message names the lines. */
export class LoadFailed extends Error {
  constructor(message: string) {
    super(message);
    // What the command line shows without a stack.
    this.name = 'OperatorError';
  }
}
