export interface SimulationSpec { readonly tenant: string }
export class SimulationTask { constructor(_s: SimulationSpec, _p: unknown) {} async run(): Promise<void> {} }
