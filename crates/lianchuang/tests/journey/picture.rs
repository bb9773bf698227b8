//! Screenshots for the documentation: written only when asked for, with at most 256 colours, as pages have few.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Cursor};
use std::path::{Path, PathBuf};

use crate::browser::Browser;

/// Where they go, if they were asked for by `LIANCHUANG_SCREENSHOTS=1`.
pub fn folder() -> Option<PathBuf> {
    let asked = std::env::var("LIANCHUANG_SCREENSHOTS").is_ok_and(|value| value == "1");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/screenshots");
    asked.then(|| {
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        folder
    })
}

/// Keeps what a walk comes to in the folder that `LIANCHUANG_WALKS` names, for whoever wants to see it.
pub async fn show(browser: &Browser, name: &str) {
    let Some(folder) = std::env::var_os("LIANCHUANG_WALKS") else {
        return;
    };
    let seen = browser.client.screenshot().await.expect("it can be seen");
    write(&Path::new(&folder).join(format!("{name}.png")), &seen);
}

/// Writes what the browser saw, smaller.
pub fn write(file: &Path, seen: &[u8]) {
    let mut reader = png::Decoder::new(Cursor::new(seen))
        .read_info()
        .expect("the browser gives a PNG");
    let mut pixels = vec![
        0;
        reader
            .output_buffer_size()
            .expect("a screen fits into memory")
    ];
    let info = reader.next_frame(&mut pixels).expect("the PNG is whole");
    let step = info.color_type.samples();
    let colours: Vec<[u8; 3]> = pixels[..info.buffer_size()]
        .chunks_exact(step)
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let palette = palette(&colours);
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let indexes: Vec<u8> = colours
        .iter()
        .map(|colour| {
            *known
                .entry(*colour)
                .or_insert_with(|| nearest(&palette, *colour))
        })
        .collect();
    let out = BufWriter::new(File::create(file).expect("the picture can be written"));
    let mut encoder = png::Encoder::new(out, info.width, info.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().expect("the picture can be written");
    writer
        .write_image_data(&indexes)
        .expect("the picture can be written");
}

/// The colours most seen on the page; the rest, edges of letters, have a near one among them.
fn palette(colours: &[[u8; 3]]) -> Vec<[u8; 3]> {
    let mut often: HashMap<[u8; 3], usize> = HashMap::new();
    for colour in colours {
        *often.entry(*colour).or_default() += 1;
    }
    let mut most: Vec<(usize, [u8; 3])> = often
        .iter()
        .map(|(colour, count)| (*count, *colour))
        .collect();
    most.sort_unstable_by(|one, other| other.cmp(one));
    most.truncate(256);
    most.into_iter().map(|(_, colour)| colour).collect()
}

fn nearest(palette: &[[u8; 3]], colour: [u8; 3]) -> u8 {
    let far = |one: &[u8; 3]| -> u32 {
        one.iter()
            .zip(colour)
            .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
            .sum()
    };
    let best = palette.iter().enumerate().min_by_key(|(_, one)| far(one));
    best.and_then(|(index, _)| u8::try_from(index).ok())
        .unwrap_or_default()
}
