import { use, useEffect, useState, type ComponentType } from 'react'
import { ApiError } from './callApi.ts'

/** The script this page was started with. Another one in index.html means that a newer version is served. */
const entryOf = (html: string) => /<script[^<>]+src="([^"]+)"/.exec(html)?.[1] ?? null
const ownEntry = () => document.querySelector<HTMLScriptElement>('script[type=module][src]')?.getAttribute('src') ?? null
const reloadedFor = 'reloaded-for'

/**
 * Why a part of the pages could not be loaded. `version`: reloading the page helps, since another version is served now, or since the
 * server was unavailable before: a browser requests a failed script only once, however often it is imported.
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

/** At most once a minute per version: a missing part must not cause a reload loop. */
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
 * A page, or a part of one, whose script is loaded when it is first opened. After an upgrade the parts that an open tab knows are gone: the
 * tab is reloaded once (input is stored: automations/drafts.ts). While the server is unavailable, ErrorPage.tsx is shown in its place and
 * the frame stays.
 * In: how it is loaded and the name of its export. Out: the page, for the router, which calls `preload`. Errors: ApiError, thrown while
 * rendering.
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
