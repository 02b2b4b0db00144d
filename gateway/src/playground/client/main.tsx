import { createRoot } from 'react-dom/client';
import { readPlaygroundConfig } from './config.ts';
import { Playground } from './Playground.tsx';
import { finishSignIn } from './signIn.ts';

const element = document.getElementById('root');
if (element) {
  try {
    const config = await readPlaygroundConfig();
    const failure = await finishSignIn(config).catch((error: unknown) => String(error));
    createRoot(element).render(<Playground config={config} {...(failure && { failure })} />);
  } catch (error) {
    element.textContent = String(error);
  }
}
