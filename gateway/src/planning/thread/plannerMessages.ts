/** What a planning thread is asked; every question but `unload` is answered once, under its id. */
export type PlannerQuestion =
  | { id: number; kind: 'load'; supergraph: number; sdl: string }
  | { id: number; kind: 'plan'; supergraph: number; request: PlanRequest }
  /** A plan that needs no loaded supergraph and little time. */
  | { id: number; kind: 'planStepwise'; supergraph: number; sdl: string; request: PlanRequest }
  | { id: number; kind: 'unload'; supergraph: number };

/** `text` is the API schema's SDL, or the plans as a JSON list. */
export type PlannerAnswer = { id: number; text: string } | { id: number; error: string };

export interface PlanRequest {
  /** What is planned each by itself of one operation: documents that fit the API schema. */
  documents: readonly string[];
  /** Labels of progressive `@override`s that hold for this request. */
  overrides: readonly string[];
}
