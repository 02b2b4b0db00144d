import { existsSync, readFileSync } from 'node:fs';
import { signIn } from '@wasl/identity/issuer/signIn';
import { type Config } from './config.ts';
import { devFile } from './dev.ts';
import { ConfigError } from '../core/configError.ts';

/** Signs in a demo persona at the running demo's issuer and prints the access token. */
export async function printToken(config: Config, persona: string): Promise<void> {
  process.stdout.write(`${await demoToken(config, persona)}\n`);
}

/** Signs in a demo persona at the running demo's issuer. @throws ConfigError where the demo does not run here */
export async function demoToken(config: Pick<Config, 'dataDir'>, persona: string): Promise<string> {
  const file = devFile(config);
  if (!existsSync(file)) throw new ConfigError('The demo does not run here: start it with `npm start`.');
  const { issuer } = JSON.parse(readFileSync(file, 'utf8')) as { issuer: string };
  const { accessToken } = await signIn({ issuer, persona });
  return accessToken;
}
