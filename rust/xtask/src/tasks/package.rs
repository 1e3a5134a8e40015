//! `package`: everything that is handed out, below `target/package`.

use crate::args::PackageOptions;
use crate::package::natives::{Natives, Part};
use crate::package::rid::Rid;
use crate::package::sign::{self, Certificate};
use crate::package::{self, release};
use crate::rows::workshop::Workshop;
use crate::rows::{self, Require};
use crate::surroundings::Surroundings;
use crate::table::{Row, Table};
use crate::tools::Tools;
use std::fs;
use std::time::Instant;

/// Packs, and prints what is in the package and what could not be made.
///
/// # Errors
/// None: what goes wrong is a failed row.
pub fn run(around: &Surroundings, options: &PackageOptions) -> Result<bool, String> {
    let systems = match options.systems.as_slice() {
        [] => Rid::ALL.to_vec(),
        some => some.to_vec(),
    };
    let shop = Workshop::new(Tools::new(around, options.common.offline))
        .with_place(package::place(around))
        .with_natives(Natives::new(options.natives.clone()), systems)
        .with_rebuild(options.rebuild);
    let mut table = Table::default();
    let mut push = |row: Row| table.push(Require::Package.enforce(&options.common.require, row));
    if options.only_natives {
        shop.natives().make_all(around, &shop.systems());
        let natives = shop.systems().into_iter();
        natives.for_each(|rid| push(set_aside(&shop, rid)));
    } else {
        rows::package::rows(&shop).into_iter().for_each(&mut push);
        // Nobody but the publisher has a certificate, so none is no failure, but never silent.
        let signed = signed(&shop, options);
        // After signing, which writes what is handed out anew.
        crate::dev_archive::rows(&shop)
            .into_iter()
            .for_each(&mut push);
        table.push(signed);
        if let Ok(packed) = shop.packed() {
            for file in crate::package::archive::read(&packed.folder, "")? {
                println!("{:>10}  {}", file.bytes.len(), file.name);
            }
        }
    }
    Ok(table.close())
}

/// Builds a system's files for a package that another machine puts together.
fn set_aside(shop: &Workshop<'_>, rid: Rid) -> Row {
    let start = Instant::now();
    let what = format!("natives: {rid}");
    if let Err(why) = shop.natives().recipe(shop.around(), rid) {
        return Row::skipped(what, why);
    }
    let folder = shop.place().join("natives").join(rid.name());
    let built = || -> Result<(), String> {
        for part in [Part::Library, Part::Program] {
            let file = shop.natives().file(shop.around(), rid, part)?;
            fs::create_dir_all(&folder)
                .and_then(|()| fs::copy(file, folder.join(part.file(rid))))
                .map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        Ok(())
    };
    match built() {
        // Checked where it was built: only here is it known which folders it must not name.
        Ok(()) => rows::package::system(shop, &folder, rid, what),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}

/// Signs what was packed and writes the archives anew.
fn signed(shop: &Workshop<'_>, options: &PackageOptions) -> Row {
    let what = "package: signed";
    let (Some(file), Some(password)) = (&options.certificate, &options.password_file) else {
        let why = "NOT SIGNED: no certificate was given (--certificate FILE --password-file FILE)";
        return Row::skipped(what, why);
    };
    let certificate = Certificate {
        file: file.clone(),
        password: password.clone(),
        timestamp: options.timestamp_server.clone(),
    };
    let start = Instant::now();
    let done = || -> Result<String, String> {
        let packed = shop.packed()?;
        let mut files = sign::to_sign(&packed.folder)?;
        files.extend(sign::to_sign(&packed.dsc)?);
        sign::sign(shop, &files, &certificate)?;
        release::write(shop, &release::archives(packed)?)?;
        Ok(format!("{} files", files.len()))
    };
    match done() {
        Ok(note) => Row::passed(what, start.elapsed(), note),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}
