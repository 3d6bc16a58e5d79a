import { main } from './bootstrap.mjs';

await main('demo.ts');
