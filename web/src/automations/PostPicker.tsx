import { useQuery } from '@tanstack/react-query'
import { Asterisk, Check, Clapperboard, Image as ImageIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Account, Medium } from '../../../server/accounts/accounts.schemas.ts'
import { classes } from '../parts/classes.ts'
import { queries } from '../queries.ts'

type Props = { label: string; account: Account | null; stories: boolean; picked: string[]; onPick: (ids: string[]) => void; one?: boolean }

/** Posts, reels or stories as pictures to select; none selected means any. */
export function PostPicker({ label, account, stories, picked, onPick, one }: Props) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.media(account))
  const fits = (media: Medium) => (stories ? media.productType === 'STORY' : media.productType === 'FEED' || media.productType === 'REELS')
  const shown = data?.data.filter(fits) ?? []
  const gone = data ? picked.filter((id) => !data.data.some((media) => media.id === id)) : []
  const flip = (id: string) => onPick(picked.includes(id) ? picked.filter((other) => other !== id) : one ? [id] : [...picked, id])

  return (
    <div role="group" aria-label={label} className="-mx-1 flex gap-2 overflow-x-auto px-1 py-1">
      <Tile label={t(stories ? 'builder.anyStory' : 'builder.anyPost')} on={picked.length === 0} onClick={() => onPick([])} />
      {shown.map((media) => (
        <Tile
          key={media.id}
          label={media.caption || t('builder.noCaption')}
          media={media}
          on={picked.includes(media.id)}
          onClick={() => flip(media.id)}
        />
      ))}
      {gone.map((id) => (
        <Tile key={id} label={t('builder.gonePost', { id })} on onClick={() => flip(id)} />
      ))}
    </div>
  )
}

function Tile({ label, media, on, onClick }: { label: string; media?: Medium; on: boolean; onClick: () => void }) {
  const Kind = media?.productType === 'REELS' ? Clapperboard : ImageIcon
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={classes(
        'relative flex w-24 shrink-0 flex-col overflow-hidden rounded-xl border-2 bg-card text-left transition-colors',
        on ? 'border-accent' : 'border-line hover:border-edge/60',
      )}
    >
      <span className="relative grid aspect-square w-full place-items-center overflow-hidden bg-sunk text-soft" aria-hidden>
        {media?.pictureUrl ? (
          <img src={media.pictureUrl} alt="" className="absolute inset-0 size-full object-cover" />
        ) : media ? (
          <Kind className="size-6" />
        ) : (
          <Asterisk className="size-7" strokeWidth={2.5} />
        )}
      </span>
      <span className="w-full p-1.5">
        <span className="line-clamp-2 h-8 text-xs leading-4 font-semibold">{label}</span>
      </span>
      {on && (
        <span className="absolute top-1 right-1 grid size-5 place-items-center rounded-full bg-accent text-on-accent" aria-hidden>
          <Check className="size-3.5" strokeWidth={3} />
        </span>
      )}
    </button>
  )
}
