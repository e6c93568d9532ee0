import type { ParhelionServer } from 'parhelion';

export function sendReceipt(server: ParhelionServer, text: string): Promise<string>;
export function recallReceipt(server: ParhelionServer, mediaUrl: string): Promise<void>;
