//! Pieces of addresses: path segments and queries, encoded.

use std::fmt::Write;

/// A text as one segment of a path: Chinese stays readable, what would end the segment does not.
pub fn segment(text: &str) -> String {
    encode(text, |c| {
        c.is_alphanumeric() || "-_.~,;:!()*@〔〕（）《》、".contains(c)
    })
}

/// A text as a value in a query.
pub fn query_value(text: &str) -> String {
    encode(text, |c| c.is_alphanumeric() || "-_.~".contains(c))
}

/// An address as a header takes it: what is not ASCII is encoded, the rest stays.
pub fn ascii(address: &str) -> String {
    encode(address, |c| c.is_ascii_graphic())
}

/// The address with one value of its query set anew; the fragment is dropped.
pub fn with_query(address: &str, key: &str, value: &str) -> String {
    let address = address
        .split_once('#')
        .map_or(address, |(before, _)| before);
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut result = String::from(path);
    let mut mark = '?';
    let named = |pair: &&str| pair.split_once('=').map_or(*pair, |(name, _)| name) == key;
    for pair in query
        .split('&')
        .filter(|pair| !pair.is_empty() && !named(pair))
    {
        result.push(mark);
        result.push_str(pair);
        mark = '&';
    }
    result.push(mark);
    result.push_str(key);
    result.push('=');
    result.push_str(&query_value(value));
    result
}

fn encode(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        if stays(c) {
            encoded.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a String cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_chinese_readable_and_ends_no_segment() {
        assert_eq!(segment("调司〔2026〕12号"), "调司〔2026〕12号");
        assert_eq!(segment("a/b?c#d %\"<"), "a%2Fb%3Fc%23d%20%25%22%3C");
    }

    #[test]
    fn sets_one_value_and_keeps_the_others() {
        assert_eq!(with_query("/track", "lang", "en"), "/track?lang=en");
        assert_eq!(
            with_query("/track?lang=zh&number=a%20b#top", "lang", "en"),
            "/track?number=a%20b&lang=en"
        );
        assert_eq!(with_query("/a?lang", "lang", "x&y"), "/a?lang=x%26y");
    }
}
