import { Ban, Check, CheckCheck, CircleHelp, CircleSlash, CircleX, Clock, Dot, Eye, Hand, UserCheck, type LucideIcon } from 'lucide-react'
import {
  AtSign,
  BadgeInfo,
  Bell,
  Cake,
  CalendarClock,
  CirclePlay,
  ClipboardList,
  CornerDownRight,
  FilePen,
  Heart,
  Inbox,
  Link2,
  Megaphone,
  MessageCircle,
  MessageSquareText,
  MousePointerClick,
  Phone,
  Play,
  Plug,
  Radio,
  Tag,
  Trash2,
  UserRound,
} from 'lucide-react'
import type { EventKind } from '../../../server/model/event.ts'
import type { TraceMessage } from '../../../server/inbox/events.schemas.ts'
import type { EventOutcome } from '../../../server/model/event.ts'
import type { Tone } from '../parts/Chip.tsx'

/** The look of each outcome and kind, for the list, the live view and the trace. */
export const outcomeLooks: Record<EventOutcome, { tone: Tone; icon: LucideIcon }> = {
  waiting: { tone: 'plain', icon: Clock },
  sent: { tone: 'good', icon: Check },
  delivered: { tone: 'good', icon: CheckCheck },
  read: { tone: 'good', icon: Eye },
  failed: { tone: 'bad', icon: CircleX },
  in_doubt: { tone: 'doubt', icon: CircleHelp },
  parked: { tone: 'warn', icon: Hand },
  skipped: { tone: 'plain', icon: CircleSlash },
  opted_out: { tone: 'warn', icon: Ban },
  opted_in: { tone: 'good', icon: UserCheck },
  noted: { tone: 'plain', icon: Dot },
}

export const messageOutcome = (status: TraceMessage['status']): EventOutcome => (status === 'pending' ? 'waiting' : status)

export const kindIcons: Record<EventKind, LucideIcon> = {
  comment: MessageCircle,
  live_comment: Radio,
  mention: AtSign,
  message: MessageSquareText,
  postback: MousePointerClick,
  reaction: Heart,
  read: Eye,
  delivered: CheckCheck,
  status: BadgeInfo,
  echo: CirclePlay,
  referral: Link2,
  optin: Bell,
  call: Phone,
  edit: FilePen,
  delete: Trash2,
  lead: UserRound,
  template_status: BadgeInfo,
  account: BadgeInfo,
  other: Inbox,
  form: ClipboardList,
  lead_ad: Megaphone,
  time: CalendarClock,
  birthday: Cake,
  tag: Tag,
  inbound_call: Plug,
  start: Play,
  result: CornerDownRight,
}
/** Kinds to filter by: those that the platforms send often, and those caused here. */
export const filterKinds = [
  'comment',
  'live_comment',
  'message',
  'postback',
  'reaction',
  'mention',
  'echo',
  'delivered',
  'read',
  'status',
  'edit',
  'delete',
  'lead',
  'start',
] as const satisfies EventKind[]
