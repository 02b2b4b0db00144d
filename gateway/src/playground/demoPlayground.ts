import { join } from 'node:path';
import { personas } from '@wasl/demo/personas';
import { demoPrescriptionId } from '@wasl/demo/stableUuid';
import { root } from '@wasl/kit/paths';
import { demoStories } from './demoStories.ts';
import type { PlaygroundOptions } from './routes.ts';

/** The demo's playground: its personas, and the stories that they can play. */
export function demoPlayground(issuer: string): PlaygroundOptions {
  const people = Object.values(personas).filter(({ name }) => name !== 'partner');
  return {
    assetsFolder: join(root, 'gateway/dist/playground'),
    issuer,
    clientId: 'wasl-playground',
    redirectPath: '/callback',
    personas: people.map(({ name, labelAr, labelEn }) => ({ name, labelAr, labelEn })),
    stories: demoStories(Date.now()),
    kept: { prescriptionId: demoPrescriptionId(0, 0) },
  };
}
