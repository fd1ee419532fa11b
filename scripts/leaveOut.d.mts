import type { Plugin } from "esbuild";
export const leaveOut: Plugin;
export const leaveOutDocs: Plugin;
export function withoutPage(text: string): string;
export function withoutTraining(text: string): string;
export function withoutDocs(text: string, name: string): string;
