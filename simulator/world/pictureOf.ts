import type { World } from './world.ts'

/** Where the simulator itself paints this post. */
export const pictureOf = (world: World, id: string): string => `${world.origin}/simulator/pictures/${id}.svg`
