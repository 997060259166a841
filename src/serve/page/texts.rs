//! The page's words, in each language that it speaks.
//!
//! They are templates of plain text: `{}` is where a number, a name or a query goes. Escaping is
//! the renderer's, so nothing here is markup.

use super::locale::Locale;

/// A text with a number in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    one: &'static str,
    many: &'static str,
}

impl Counted {
    /// For a language that doesn't tell one from many.
    const fn same(text: &'static str) -> Self {
        Self { one: text, many: text }
    }

    /// Says it of `count`.
    pub(super) fn of(self, count: u64) -> String {
        fill(if count == 1 { self.one } else { self.many }, &grouped(count))
    }
}

/// Puts `value` where the template has its `{}`.
pub(super) fn fill(template: &str, value: &str) -> String {
    template.replacen("{}", value, 1)
}

/// A number with its thousands set apart, as all of the page's languages do it.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Everything that the page says, in one language.
#[derive(Debug)]
pub(super) struct Texts {
    /// The language's own name.
    pub name: &'static str,
    /// A pattern of chrono's for a day and for a month.
    pub day: &'static str,
    pub month: &'static str,

    pub skip: &'static str,
    pub label: &'static str,
    pub placeholder: &'static str,
    pub search: &'static str,
    pub keys: &'static str,
    /// The name of the list of suggestions, and what a suggestion is called that is a title.
    pub suggestions: &'static str,
    pub title: &'static str,
    pub searching: &'static str,
    pub unreachable: &'static str,

    pub page_title: &'static str,
    pub results_for: &'static str,
    pub newest_articles: &'static str,
    pub filtered_articles: &'static str,
    pub full: Counted,
    pub none_full: &'static str,
    pub more_in_part: Counted,
    pub in_part: Counted,
    /// Between the two counts.
    pub comma: &'static str,
    pub full_heading: &'static str,
    pub part_heading: &'static str,
    pub part_meaning: &'static str,

    pub sort: &'static str,
    pub relevance: &'static str,
    pub newest: &'static str,
    pub oldest: &'static str,

    pub narrow: &'static str,
    pub narrowed: &'static str,
    pub remove: &'static str,
    pub remove_all: &'static str,
    pub section: &'static str,
    pub tag: &'static str,
    pub author: &'static str,
    pub lang: &'static str,
    pub months: &'static str,
    pub since: &'static str,
    pub until: &'static str,
    pub more: &'static str,

    pub pages: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub page: &'static str,

    pub subscribe: &'static str,
    pub subscribe_why: &'static str,

    pub nothing: &'static str,
    pub nothing_at_all: &'static str,
    pub meant: &'static str,
    pub try_this: &'static str,
    pub try_fewer: &'static str,
    pub try_other: &'static str,
    pub try_operators: &'static str,
    pub try_without: &'static str,
    pub try_sorted: &'static str,
    pub try_newest: &'static str,

    pub refused: &'static str,
    pub again: &'static str,

    pub note_long: &'static str,
    pub note_empty: &'static str,
    pub note_parenthesis: &'static str,
    pub note_unfindable: &'static str,
    pub note_date: &'static str,

    pub languages: &'static str,
}

/// The kinds of suggestions as people call them; a word is just one.
pub(super) fn kinds(texts: &Texts) -> [(&'static str, &'static str); 4] {
    [("section", texts.section), ("tag", texts.tag), ("author", texts.author), ("title", texts.title)]
}

/// Returns the words of a language.
pub(super) fn texts(locale: Locale) -> &'static Texts {
    match locale {
        Locale::ZhHans => &ZH_HANS,
        Locale::ZhHant => &ZH_HANT,
        Locale::Ja => &JA,
        Locale::Ko => &KO,
        Locale::En => &EN,
    }
}

static ZH_HANS: Texts = Texts {
    name: "简体中文",
    day: "%Y年%-m月%-d日",
    month: "%Y年%-m月",
    skip: "跳到搜索结果",
    label: "搜索{}",
    placeholder: "字、词、“一句话”",
    search: "搜索",
    keys: "按 / 到搜索框，↑ ↓ 选文章，Enter 打开，Esc 返回",
    suggestions: "搜索建议",
    title: "标题",
    searching: "正在搜索……",
    unreachable: "搜索暂时没有回应，请稍后再试。",
    page_title: "搜索“{}”",
    results_for: "搜索“{}”",
    newest_articles: "最新文章",
    filtered_articles: "符合条件的文章",
    full: Counted::same("找到 {} 篇文章"),
    none_full: "没有文章含有全部内容",
    more_in_part: Counted::same("另有 {} 篇部分匹配"),
    in_part: Counted::same("有 {} 篇部分匹配"),
    comma: "，",
    full_heading: "含有全部内容",
    part_heading: "部分匹配",
    part_meaning: "这些文章只含有搜索内容的一部分。",
    sort: "排序",
    relevance: "最相关",
    newest: "最新",
    oldest: "最早",
    narrow: "缩小范围",
    narrowed: "已选范围",
    remove: "去掉“{}”",
    remove_all: "全部去掉",
    section: "栏目",
    tag: "标签",
    author: "作者",
    lang: "语言",
    months: "月份",
    since: "{}起",
    until: "到{}",
    more: "更多",
    pages: "分页",
    previous: "上一页",
    next: "下一页",
    page: "第 {} 页",
    subscribe: "订阅这个搜索",
    subscribe_why: "把其中一个网址加入阅读器，今后符合条件的新文章会自动出现在那里。",
    nothing: "没有找到含有“{}”的文章",
    nothing_at_all: "没有符合条件的文章",
    meant: "您要找的是不是：",
    try_this: "可以试试",
    try_fewer: "少写几个字，或者把长句拆成几个词，中间用空格隔开",
    try_other: "换一种说法；简体、繁体和异体字不必区分",
    try_operators: "用 OR 连接几种说法，例如：氢能 OR 氢燃料",
    try_without: "去掉已选的范围",
    try_sorted: "按相关程度排序，也看部分匹配的文章",
    try_newest: "看看最新文章",
    refused: "这个搜索无法完成",
    again: "重新搜索",
    note_long: "搜索内容太长，只用了前 {} 个字。",
    note_empty: "搜索内容里没有可以查找的字。",
    note_parenthesis: "忽略了一个不成对的括号。",
    note_unfindable: "“{}”里没有可以查找的字。",
    note_date: "“{}”不是日期，已当作文字搜索；日期请写作 date:2023、date:2023-07 或 date:2023-07-18。",
    languages: "界面语言",
};

static ZH_HANT: Texts = Texts {
    name: "繁體中文",
    day: "%Y年%-m月%-d日",
    month: "%Y年%-m月",
    skip: "跳到搜尋結果",
    label: "搜尋{}",
    placeholder: "字、詞、「一句話」",
    search: "搜尋",
    keys: "按 / 到搜尋框，↑ ↓ 選文章，Enter 開啟，Esc 返回",
    suggestions: "搜尋建議",
    title: "標題",
    searching: "正在搜尋……",
    unreachable: "搜尋暫時沒有回應，請稍後再試。",
    page_title: "搜尋「{}」",
    results_for: "搜尋「{}」",
    newest_articles: "最新文章",
    filtered_articles: "符合條件的文章",
    full: Counted::same("找到 {} 篇文章"),
    none_full: "沒有文章含有全部內容",
    more_in_part: Counted::same("另有 {} 篇部分符合"),
    in_part: Counted::same("有 {} 篇部分符合"),
    comma: "，",
    full_heading: "含有全部內容",
    part_heading: "部分符合",
    part_meaning: "這些文章只含有搜尋內容的一部分。",
    sort: "排序",
    relevance: "最相關",
    newest: "最新",
    oldest: "最早",
    narrow: "縮小範圍",
    narrowed: "已選範圍",
    remove: "移除「{}」",
    remove_all: "全部移除",
    section: "欄目",
    tag: "標籤",
    author: "作者",
    lang: "語言",
    months: "月份",
    since: "{}起",
    until: "到{}",
    more: "更多",
    pages: "分頁",
    previous: "上一頁",
    next: "下一頁",
    page: "第 {} 頁",
    subscribe: "訂閱這個搜尋",
    subscribe_why: "把其中一個網址加入閱讀器，今後符合條件的新文章會自動出現在那裡。",
    nothing: "沒有找到含有「{}」的文章",
    nothing_at_all: "沒有符合條件的文章",
    meant: "您要找的是不是：",
    try_this: "可以試試",
    try_fewer: "少寫幾個字，或者把長句拆成幾個詞，中間用空格隔開",
    try_other: "換一種說法；簡體、繁體和異體字不必區分",
    try_operators: "用 OR 連接幾種說法，例如：氫能 OR 氫燃料",
    try_without: "移除已選的範圍",
    try_sorted: "按相關程度排序，也看部分符合的文章",
    try_newest: "看看最新文章",
    refused: "這個搜尋無法完成",
    again: "重新搜尋",
    note_long: "搜尋內容太長，只用了前 {} 個字。",
    note_empty: "搜尋內容裡沒有可以查找的字。",
    note_parenthesis: "忽略了一個不成對的括號。",
    note_unfindable: "「{}」裡沒有可以查找的字。",
    note_date: "「{}」不是日期，已當作文字搜尋；日期請寫作 date:2023、date:2023-07 或 date:2023-07-18。",
    languages: "介面語言",
};

static JA: Texts = Texts {
    name: "日本語",
    day: "%Y年%-m月%-d日",
    month: "%Y年%-m月",
    skip: "検索結果へ移動",
    label: "{}を検索",
    placeholder: "言葉、または「\"\"」で囲んだ語句",
    search: "検索",
    keys: "/ で検索欄、↑ ↓ で記事を選択、Enter で開く、Esc で戻る",
    suggestions: "検索候補",
    title: "見出し",
    searching: "検索しています……",
    unreachable: "検索が応答しません。しばらくしてからもう一度お試しください。",
    page_title: "「{}」の検索",
    results_for: "「{}」の検索結果",
    newest_articles: "新着記事",
    filtered_articles: "条件に合う記事",
    full: Counted::same("{} 件の記事が見つかりました"),
    none_full: "すべてを含む記事はありません",
    more_in_part: Counted::same("ほかに部分一致が {} 件"),
    in_part: Counted::same("部分一致が {} 件"),
    comma: "。",
    full_heading: "すべてを含む記事",
    part_heading: "部分一致",
    part_meaning: "検索した言葉の一部だけを含む記事です。",
    sort: "並べ替え",
    relevance: "関連度順",
    newest: "新しい順",
    oldest: "古い順",
    narrow: "絞り込む",
    narrowed: "絞り込み条件",
    remove: "「{}」を外す",
    remove_all: "すべて外す",
    section: "欄",
    tag: "タグ",
    author: "著者",
    lang: "言語",
    months: "月",
    since: "{}から",
    until: "{}まで",
    more: "もっと見る",
    pages: "ページ",
    previous: "前のページ",
    next: "次のページ",
    page: "{} ページ",
    subscribe: "この検索を購読",
    subscribe_why: "アドレスを一つフィードリーダーに登録すると、条件に合う新しい記事が自動的に届きます。",
    nothing: "「{}」を含む記事は見つかりませんでした",
    nothing_at_all: "条件に合う記事はありません",
    meant: "もしかして：",
    try_this: "次の方法をお試しください",
    try_fewer: "言葉を減らす。長い文は空白で区切って単語に分ける",
    try_other: "別の言い方にする。全角と半角、ひらがなとカタカナ、新旧の字体は区別しません",
    try_operators: "OR で言い換えを並べる。例：桜 OR サクラ",
    try_without: "絞り込み条件を外す",
    try_sorted: "関連度順に並べ、部分一致の記事も見る",
    try_newest: "新着記事を見る",
    refused: "この検索はできません",
    again: "もう一度検索する",
    note_long: "検索文が長すぎるため、はじめの {} 文字だけを使いました。",
    note_empty: "検索できる文字がありません。",
    note_parenthesis: "対になっていない括弧は無視しました。",
    note_unfindable: "「{}」には検索できる文字がありません。",
    note_date: "「{}」は日付ではないため、文字として検索しました。日付は date:2023、date:2023-07、date:2023-07-18 のように書いてください。",
    languages: "表示言語",
};

static KO: Texts = Texts {
    name: "한국어",
    day: "%Y년 %-m월 %-d일",
    month: "%Y년 %-m월",
    skip: "검색 결과로 건너뛰기",
    label: "{} 검색",
    placeholder: "낱말 또는 \"구절\"",
    search: "검색",
    keys: "/ 검색창, ↑ ↓ 글 고르기, Enter 열기, Esc 돌아가기",
    suggestions: "추천 검색어",
    title: "제목",
    searching: "검색하고 있습니다…",
    unreachable: "검색이 응답하지 않습니다. 잠시 뒤에 다시 해 보세요.",
    page_title: "‘{}’ 검색",
    results_for: "‘{}’ 검색 결과",
    newest_articles: "새 글",
    filtered_articles: "조건에 맞는 글",
    full: Counted::same("글 {}건을 찾았습니다"),
    none_full: "모두 들어 있는 글은 없습니다",
    more_in_part: Counted::same("일부 일치 {}건"),
    in_part: Counted::same("일부 일치 {}건"),
    comma: ", ",
    full_heading: "모두 들어 있는 글",
    part_heading: "일부 일치",
    part_meaning: "찾은 말의 일부만 들어 있는 글입니다.",
    sort: "정렬",
    relevance: "관련도순",
    newest: "최신순",
    oldest: "오래된 순",
    narrow: "좁혀 보기",
    narrowed: "고른 조건",
    remove: "‘{}’ 빼기",
    remove_all: "모두 빼기",
    section: "섹션",
    tag: "태그",
    author: "글쓴이",
    lang: "언어",
    months: "월",
    since: "{}부터",
    until: "{}까지",
    more: "더 보기",
    pages: "쪽",
    previous: "이전 쪽",
    next: "다음 쪽",
    page: "{} 쪽",
    subscribe: "이 검색 구독하기",
    subscribe_why: "아래 주소 하나를 피드 리더에 추가하면 조건에 맞는 새 글이 자동으로 도착합니다.",
    nothing: "‘{}’이(가) 들어 있는 글을 찾지 못했습니다",
    nothing_at_all: "조건에 맞는 글이 없습니다",
    meant: "혹시 이것을 찾으셨나요:",
    try_this: "이렇게 해 보세요",
    try_fewer: "낱말을 줄이거나, 긴 문장을 띄어쓰기로 나누어 찾기",
    try_other: "다른 말로 바꾸어 찾기. 조사는 빼도 됩니다",
    try_operators: "여러 표현을 OR로 잇기. 예: 김치 OR 김장",
    try_without: "고른 조건 빼기",
    try_sorted: "관련도순으로 정렬해 일부 일치하는 글도 보기",
    try_newest: "새 글 보기",
    refused: "이 검색은 할 수 없습니다",
    again: "다시 검색하기",
    note_long: "검색어가 너무 길어 앞의 {}자만 사용했습니다.",
    note_empty: "검색어에 찾을 수 있는 글자가 없습니다.",
    note_parenthesis: "짝이 맞지 않는 괄호는 무시했습니다.",
    note_unfindable: "‘{}’에는 찾을 수 있는 글자가 없습니다.",
    note_date: "‘{}’은(는) 날짜가 아니어서 글자로 찾았습니다. 날짜는 date:2023, date:2023-07, date:2023-07-18처럼 쓰세요.",
    languages: "화면 언어",
};

static EN: Texts = Texts {
    name: "English",
    day: "%-d %B %Y",
    month: "%B %Y",
    skip: "Skip to the results",
    label: "Search {}",
    placeholder: "Words or “a phrase”",
    search: "Search",
    keys: "/ to the search box, ↑ ↓ through the articles, Enter opens, Esc goes back",
    suggestions: "Suggestions",
    title: "title",
    searching: "Searching…",
    unreachable: "The search does not answer at the moment. Please try again later.",
    page_title: "Search for “{}”",
    results_for: "Results for “{}”",
    newest_articles: "Newest articles",
    filtered_articles: "Articles that fit",
    full: Counted { one: "{} article", many: "{} articles" },
    none_full: "No article contains all of it",
    more_in_part: Counted { one: "{} more matches in part", many: "{} more match in part" },
    in_part: Counted { one: "{} matches in part", many: "{} match in part" },
    comma: ", ",
    full_heading: "With all of it",
    part_heading: "In part",
    part_meaning: "These articles contain only a part of what was asked for.",
    sort: "Order",
    relevance: "Relevance",
    newest: "Newest",
    oldest: "Oldest",
    narrow: "Narrow down",
    narrowed: "Narrowed to",
    remove: "Remove “{}”",
    remove_all: "Remove all",
    section: "Section",
    tag: "Tag",
    author: "Author",
    lang: "Language",
    months: "Month",
    since: "since {}",
    until: "until {}",
    more: "More",
    pages: "Pages",
    previous: "Previous",
    next: "Next",
    page: "Page {}",
    subscribe: "Subscribe to this search",
    subscribe_why: "Add one of these addresses to a feed reader, and new articles that fit appear there by themselves.",
    nothing: "No article contains “{}”",
    nothing_at_all: "No article fits",
    meant: "Did you mean:",
    try_this: "What to try",
    try_fewer: "fewer words, or a long phrase cut into words with spaces between them",
    try_other: "another word for it; case, width and forms of a word make no difference",
    try_operators: "several words for it joined by OR: hydrogen OR “fuel cell”",
    try_without: "the search without what it is narrowed to",
    try_sorted: "the order of relevance, which shows what matches in part",
    try_newest: "the newest articles",
    refused: "This search can’t be done",
    again: "Search again",
    note_long: "The query is long; only its first {} characters were used.",
    note_empty: "There is nothing in the query that could be found.",
    note_parenthesis: "A parenthesis without its partner was ignored.",
    note_unfindable: "“{}” has nothing that could be found.",
    note_date: "“{}” is not a date and was searched as text; write date:2023, date:2023-07 or date:2023-07-18.",
    languages: "Language of this page",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_set_in_groups_of_three() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn one_is_told_from_many_where_the_language_does() {
        let said = |locale, count| texts(locale).full.of(count);
        assert_eq!(said(Locale::En, 1), "1 article");
        assert_eq!(said(Locale::En, 1200), "1,200 articles");
        assert_eq!(said(Locale::ZhHans, 1), "找到 1 篇文章");
    }
}
