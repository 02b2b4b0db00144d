export declare const federationOf: Readonly<Record<string, number>>;
export declare function clinic(version: string, isRuled?: boolean): { name: string; sdl: string }[];
