import { spawn, type ChildProcess } from 'node:child_process'

/** A process of the benchmark that answers questions over Node's IPC channel; it ends when its parent is gone. */
export type Part = { pid: number; ask<Answer>(question: object): Promise<Answer>; stop(): Promise<void> }

const stopLimitMs = 8_000

/** Starts one of bench/*.ts. Resolves when it reports that it listens or is ready; rejects when it ends before. */
export async function startPart(file: string, settings: Record<string, string> = {}, flags: string[] = []): Promise<Part> {
  const child = spawn(process.execPath, [...flags, `bench/${file}`], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting: { resolve: (answer: never) => void; reject: (error: Error) => void }[] = []
  child.on('message', (answer) => waiting.shift()?.resolve(answer as never))
  child.once('exit', (code, signal) => {
    for (const one of waiting.splice(0)) one.reject(new Error(`bench/${file} ended (${signal ?? code})`))
  })
  const next = <Answer>() => new Promise<Answer>((resolve, reject) => waiting.push({ resolve, reject }))
  await next()
  return {
    pid: child.pid!,
    ask: (question) => {
      const answer = next<never>()
      child.send(question)
      return answer
    },
    stop: () => endChild(child),
  }
}

/** SIGTERM, then SIGKILL. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const killing = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
  await ended
  clearTimeout(killing)
}

/** For the parts themselves: sends `hello`, then answers every question, one after the other. */
export function answerQuestions<Question>(hello: object, answer: (question: Question) => unknown): void {
  process.on('disconnect', () => process.exit(0))
  let queue = Promise.resolve()
  process.on('message', (question) => {
    queue = queue.then(async () => void process.send!((await answer(question as Question)) ?? {}))
  })
  process.send!(hello)
}

/** Milliseconds of a clock that all processes of this machine share. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6
