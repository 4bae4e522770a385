import { RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Account, Medium } from '../../../server/accounts/accounts.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { CommentsView } from './CommentsView.tsx'
import { DmView } from './DmView.tsx'
import { PostView } from './PostView.tsx'
import type { PhoneState } from './usePhone.ts'

type Props = { phone: PhoneState; account: Account | null; media: Medium | null; commenting: boolean }

/** A follower's phone beside the builder: the post, its comments, the DM. All of it works. */
export function Phone({ phone, account, media, commenting }: Props) {
  const { t } = useTranslation()
  const name = account?.username ?? account?.name ?? t('phone.you')
  return (
    <div className="grid justify-items-center gap-3">
      <div className="flex w-full max-w-[20.5rem] items-center gap-2">
        {commenting ? (
          <Choice
            label={t('phone.show')}
            value={phone.tab}
            onChange={phone.setTab}
            options={(['post', 'comments', 'dm'] as const).map((value) => ({ value, label: t(`phone.tab.${value}`) }))}
            className="flex grow"
          />
        ) : (
          <span className="grow text-sm font-semibold text-soft">{t('phone.title')}</span>
        )}
        <Button
          look="quiet"
          size="icon"
          onClick={phone.again}
          disabled={!phone.started}
          aria-label={t('phone.again')}
          title={t('phone.again')}
        >
          <RotateCcw aria-hidden />
        </Button>
      </div>
      <section
        aria-label={t('phone.title')}
        className="relative flex h-[37rem] max-h-[var(--phone-most,calc(100dvh-13rem))] min-h-[26rem] w-full max-w-[20.5rem] flex-col overflow-hidden rounded-[2.4rem] border-[0.55rem] border-[light-dark(#2b2027,#453b42)] bg-card shadow-lift"
      >
        <span
          className="absolute top-1.5 left-1/2 z-10 h-4 w-20 -translate-x-1/2 rounded-full bg-[light-dark(#2b2027,#453b42)]"
          aria-hidden
        />
        <div className="h-7 shrink-0" aria-hidden />
        {commenting && phone.tab === 'post' && (
          <PostView
            name={name}
            account={account}
            media={media}
            comments={phone.world.comments.length}
            onOpen={() => phone.setTab('comments')}
          />
        )}
        {commenting && phone.tab === 'comments' && (
          <CommentsView name={name} lines={phone.world.comments} onComment={(text) => phone.act({ type: 'comment', text })} />
        )}
        {(!commenting || phone.tab === 'dm') && (
          <DmView
            name={name}
            account={account}
            lines={phone.world.thread}
            lead={phone.world.lead}
            onWrite={(text) => phone.act({ type: 'message', text })}
            onTap={(button) => phone.act({ type: 'tap', title: button.title, payload: button.payload ?? '' })}
          />
        )}
      </section>
      <p className="max-w-[20.5rem] text-center text-sm text-soft">{t('phone.hint')}</p>
    </div>
  )
}
