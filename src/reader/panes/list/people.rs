//! Opens and closes rows of the lists: the details of a person, the unsure quotes, further mentions.

use crate::reader::navigate;
use crate::reader::panes::list::rows::Row;
use crate::reader::{Message, Model, Tab};

/// Opens or closes the selected row, if it is one that can be opened. Returns whether it is.
pub(in crate::reader) fn activate(model: &mut Model) -> bool {
    match model.document.selected_row() {
        Some(Row::Person { index, .. }) => {
            let person = model.document.annotations.people.get(*index).map(|person| person.entity);
            let is_open = model.document.person == person;
            (model.document.person, model.document.all_mentions) = (person.filter(|_| !is_open), false);
            navigate::make_rows(model, Tab::People);
        }
        Some(Row::MoreMentions(_)) if !model.document.all_mentions => {
            let at = model.document.list(Tab::People).selected;
            model.document.all_mentions = true;
            navigate::make_rows(model, Tab::People);
            // The first of the further mentions stands where their number stood.
            if let Some(list) = model.document.lists.get_mut(Tab::People.index()) {
                list.selected = at;
            }
            navigate::settle_list(model, Tab::People);
        }
        Some(Row::MoreMentions(_)) => {
            model.message =
                Some(Message::note(model.session.keys.with_own_keys("`*` in the article goes to each mention")));
        }
        Some(Row::Unsure { .. }) => {
            model.document.unsure_open = !model.document.unsure_open;
            navigate::make_rows(model, Tab::Quotes);
        }
        _ => return false,
    }
    true
}

/// Opens the details of the person that is selected in the list (`i`). Returns whether a person is.
pub(in crate::reader) fn details(model: &mut Model) -> bool {
    let Some(person) = model.document.selected_person().map(|person| person.entity) else { return false };
    if model.document.person == Some(person) {
        model.message =
            Some(Message::note(model.session.keys.with_own_keys("the details are open: `Enter` closes them")));
    } else {
        navigate::open_person(model, person);
    }
    true
}
