/** What processes of one country share in Redis, as far as it answers: whoever uses it goes on without it. */
export interface Redis {
  /** Runs a Lua script on one key. Resolves to undefined where Redis does not answer in time, or refuses. */
  run(script: string, key: string, ...values: string[]): Promise<unknown>;
  /** Sends a command. Resolves to undefined as above. */
  send(...command: string[]): Promise<unknown>;
  /** Whether commands are sent at the moment. */
  isUp(): boolean;
  /** Calls back whenever commands are sent again, and at once where they are. */
  onUp(listener: () => void): void;
  /** Calls back with each message of a channel that comes while Redis answers. */
  onMessage(channel: string, listener: (message: string) => void): void;
  close(): Promise<void>;
}

export interface RedisEars {
  /** Redis does not answer, or refuses; called once until it does. */
  onDown?(cause: unknown): void;
  /** It answers again. */
  onUp?(): void;
}
