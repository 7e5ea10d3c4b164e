// The emoji that apps commonly name.

const NAMES = {
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", negative_squared_cross_mark: "❎",
  warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫", exclamation: "❗", grey_exclamation: "❕", question: "❓",
  information_source: "ℹ️", bulb: "💡", mag: "🔍", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰",
  clock1: "🕐", clock9: "🕘", stopwatch: "⏱️", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️", calendar_spiral: "🗓️",
  memo: "📝", pencil: "📝", pencil2: "✏️", clipboard: "📋", page_facing_up: "📄", page_with_curl: "📃", bookmark_tabs: "📑",
  file_folder: "📁", open_file_folder: "📂", card_index_dividers: "🗂️", paperclip: "📎", pushpin: "📌", round_pushpin: "📍",
  link: "🔗", lock: "🔒", unlock: "🔓", key: "🔑", shield: "🛡️", bell: "🔔", no_bell: "🔕", mega: "📣", loudspeaker: "📢",
  speech_balloon: "💬", email: "✉️", envelope: "✉️", incoming_envelope: "📨", inbox_tray: "📥", outbox_tray: "📤",
  mailbox_with_mail: "📬", telephone_receiver: "📞", bar_chart: "📊", chart_with_upwards_trend: "📈",
  chart_with_downwards_trend: "📉", repeat: "🔁", arrows_counterclockwise: "🔄", arrow_right: "➡️", arrow_left: "⬅️",
  arrow_up: "⬆️", arrow_down: "⬇️", leftwards_arrow_with_hook: "↩️", star: "⭐", sparkles: "✨", tada: "🎉", trophy: "🏆",
  rocket: "🚀", fire: "🔥", eyes: "👀", wave: "👋", "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", clap: "👏",
  raised_hands: "🙌", pray: "🙏", muscle: "💪", point_right: "👉", handshake: "🤝", smile: "😄", smiley: "😃",
  slightly_smiling_face: "🙂", thinking_face: "🤔", disappointed: "😞", tired_face: "😫", heart: "❤️", green_heart: "💚",
  blue_heart: "💙", red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢",
  large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫", white_large_square: "⬜", black_large_square: "⬛",
  large_green_square: "🟩", large_red_square: "🟥", large_orange_square: "🟧", large_yellow_square: "🟨", zero: "0️⃣", one: "1️⃣",
  two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣", six: "6️⃣", seven: "7️⃣", eight: "8️⃣", nine: "9️⃣", keycap_ten: "🔟",
  house: "🏠", office: "🏢", school: "🏫", family: "👪", child: "🧒", baby: "👶", busts_in_silhouette: "👥",
  bust_in_silhouette: "👤", robot_face: "🤖", gear: "⚙️", wrench: "🔧", wastebasket: "🗑️", seedling: "🌱", sunny: "☀️",
  zzz: "💤", ok: "🆗", new: "🆕", sos: "🆘", scales: "⚖️", balance_scale: "⚖️", books: "📚", book: "📖", compass: "🧭",
  checkered_flag: "🏁", triangular_flag_on_post: "🚩", red_flag: "🚩", umbrella: "☔", writing_hand: "✍️", ear: "👂",
};

export const emoji = (name) => NAMES[name] ?? null;

export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => NAMES[name] ?? whole);
