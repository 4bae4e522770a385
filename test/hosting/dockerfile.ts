import { readFileSync } from 'node:fs'

export type Instruction = { word: string; rest: string }
export type Stage = { name: string; image: string; instructions: Instruction[] }

/** Reads a Dockerfile: its stages, with their instructions in order. */
export function readDockerfile(file: string): Stage[] {
  const stages: Stage[] = []
  for (const line of readFileSync(file, 'utf8').replaceAll('\\\n', ' ').split('\n')) {
    const [, word, rest] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? []
    if (!word || rest === undefined) continue
    if (word === 'FROM') {
      const [, image, name] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(rest)!
      stages.push({ name: name ?? String(stages.length), image: image!, instructions: [] })
    } else stages.at(-1)!.instructions.push({ word, rest })
  }
  return stages
}

/** The sources and the target of a COPY, and the stage that it copies from; null: the project. */
export function readCopy(rest: string): { from: string | null; sources: string[]; target: string } {
  const words = rest.split(/\s+/)
  const from = /^--from=(.*)$/.exec(words[0]!)?.[1] ?? null
  const places = from === null ? words : words.slice(1)
  return { from, sources: places.slice(0, -1), target: places.at(-1)! }
}
