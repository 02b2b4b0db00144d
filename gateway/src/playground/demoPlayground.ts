import { join } from 'node:path';
import { personas } from '@wasl/kit/demo/personas';
import { root } from '@wasl/kit/paths';
import type { PlaygroundOptions } from './routes.ts';

/** The demo's playground: its personas, and the citizen's chart to look at. */
export function demoPlayground(issuer: string): PlaygroundOptions {
  const people = Object.values(personas).filter(({ name }) => name !== 'partner');
  return {
    assetsFolder: join(root, 'gateway/dist/playground'),
    issuer,
    clientId: 'wasl-playground',
    redirectPath: '/callback',
    personas: people.map(({ name, labelAr, labelEn }) => ({ name, labelAr, labelEn })),
    variables: { healthId: personas.citizen.healthId },
  };
}
