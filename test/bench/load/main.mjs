// The load generator's process. Its parent sends a load, it answers with what it saw; nothing runs without an end.
import { runLoad } from './runLoad.mjs';

process.on('message', async (load) => process.send(await runLoad(load)));
process.on('disconnect', () => process.exit());
