import type { World } from './world.ts'

/** The address of the picture that the simulator draws for this post. */
export const pictureOf = (world: World, id: string): string => `${world.origin}/simulator/pictures/${id}.svg`
