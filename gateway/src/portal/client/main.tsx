import { createRoot } from 'react-dom/client';
import type { PortalConfig } from '../portalConfig.ts';
import { Portal } from './Portal.tsx';
import { openSession } from './session.ts';

const element = document.getElementById('root');
if (element) {
  const root = createRoot(element);
  try {
    const response = await fetch('/portal/config.json');
    const session = await openSession((await response.json()) as PortalConfig);
    root.render(<Portal session={session} />);
  } catch {
    root.render(<Portal />);
  }
}
