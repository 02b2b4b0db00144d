/** A server's current state, read when metrics are collected. */
export interface ServerGauges {
  /** The worker's name among those of one gateway. */
  worker: string;
  inFlight(): number;
  /** Operations that wait until others of their caller have ended. */
  waitingForOwn(): number;
  openStreams(): number;
  openSockets(): number;
  /** Of answers in flight. */
  heldBytes(): number;
  /** Names the version of the supergraph that is in force. */
  supergraph(): string;
  /** Undefined where there is no list. */
  publishedDocuments(): number | undefined;
  /** Operations that wait for the planner. */
  waitingForPlanner(): number;
}
