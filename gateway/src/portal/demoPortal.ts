import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { PortalOptions } from './routes.ts';

/** The demo's portal, whose people sign in at the demo's issuer. */
export function demoPortal(issuer: string): PortalOptions {
  return { assetsFolder: join(root, 'gateway/dist/portal'), issuer, clientId: 'wasl-portal' };
}
