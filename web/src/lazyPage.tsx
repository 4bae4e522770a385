import { use, useEffect, useState, type ComponentType } from 'react'
import { ApiError } from './api.ts'

/** The script this page was started with: another one in index.html means that a newer version is served. */
const entryOf = (html: string) => /<script[^<>]+src="([^"]+)"/.exec(html)?.[1] ?? null
const ownEntry = () => document.querySelector<HTMLScriptElement>('script[type=module][src]')?.getAttribute('src') ?? null
const reloadedFor = 'reloaded-for'

/**
 * Why a piece of the pages did not arrive. `version`: to be had by loading the page anew, since another version is served now, or since the
 * server was away before: a browser asks only once for a script that failed, however often it is imported.
 */
async function whyMissing(before: unknown): Promise<{ version: string } | ApiError> {
  try {
    const answer = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store', signal: AbortSignal.timeout(10_000) })
    if (!answer.ok) return unreachable
    const version = entryOf(await answer.text())
    return version && (version !== ownEntry() || before === unreachable) ? { version } : new ApiError(0, 'piece_missing', '')
  } catch {
    return unreachable
  }
}
const unreachable = new ApiError(0, 'unreachable', '')

/** Not twice within a minute for one version: a piece that cannot be had does not end in a circle. */
function mayReloadFor(version: string): boolean {
  try {
    const [last, at] = (sessionStorage.getItem(reloadedFor) ?? '').split(' ')
    if (last === version && Date.now() - Number(at) < 60_000) return false
    sessionStorage.setItem(reloadedFor, `${version} ${Date.now()}`)
    return true
  } catch {
    return false
  }
}

function Reload({ version }: { version: string }) {
  const [stuck, setStuck] = useState(false)
  useEffect(() => {
    if (mayReloadFor(version)) window.location.reload()
    else setStuck(true)
  }, [version])
  if (stuck) throw new ApiError(0, 'piece_missing', '')
  return null
}

/**
 * A page, or a part of one, whose script is fetched when it is first opened. After an upgrade the pieces that an open tab knows are gone: the tab is loaded anew,
 * once (what is being written is kept: automations/drafts.ts). When the server is away, the page's place says so (ErrorPage.tsx) and the pages around it stay.
 * In: how it is fetched and the name it is exported by. Out: the page, for the router, which calls `preload`. Errors: ApiError, thrown while drawing.
 */
export function lazyPage<Name extends string, Props extends object>(load: () => Promise<Record<Name, ComponentType<Props>>>, name: Name) {
  let page: ComponentType<Props> | null = null
  let trouble: Awaited<ReturnType<typeof whyMissing>> | null = null
  let loading: Promise<void> | null = null
  const preload = () =>
    (loading ??= load()
      .then(
        (loaded) => {
          page = loaded[name]
          trouble = null
        },
        async () => void (trouble = await whyMissing(trouble)),
      )
      .finally(() => {
        if (!page) loading = null
      }))

  function LazyPage(props: Props) {
    const Page = page
    if (Page) return <Page {...props} />
    if (trouble instanceof ApiError) throw trouble
    if (trouble) return <Reload version={trouble.version} />
    use(preload())
    return null
  }
  return Object.assign(LazyPage, { preload })
}
